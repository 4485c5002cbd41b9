import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { s3BatchFileStore } from "@paperledger/aws/batch-files/batch-file-store";
import { putBatchFile } from "@paperledger/aws/batch-files/batch-file-uploads";
import { type BatchFile, BatchFileError } from "@paperledger/core/batch-files/batch-file";
import type { Format } from "@paperledger/core/formats/format";
import {
  type AssembledRejects,
  AssemblyError,
  assembleRejects,
} from "@paperledger/core/rejects/assemble-rejects";
import type { Reject, RejectedText } from "@paperledger/core/rejects/reject";
import { type SourceText, sourceText } from "@paperledger/core/rejects/source-text";
import type { OnUnreadable } from "@paperledger/core/runs/event-log";
import { fileOfRun, redriveKey } from "@paperledger/core/runs/redrives";
import { foldRun } from "@paperledger/core/runs/run-fold";
import { type TraceId, traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { CommandError, EXIT } from "../command-error.ts";
import type { Deployment } from "../deployments/open-deployment.ts";

/** The outcome of redriving rejects: uploaded, or left with the reason. `refused` are all rejects of a format that cannot be one file. `stopped` means that the signal aborted before all were done. */
export type RedrivenRejects =
  | { readonly kind: "stopped" }
  | { readonly kind: "refused"; readonly records: number; readonly why: string }
  | { readonly kind: "uploaded"; readonly key: string; readonly records: number }
  | { readonly kind: "left"; readonly record_number: number; readonly why: string };

/** The most text that an upload holds. Further rejects go into another upload, so memory use stays bounded. */
const MAX_UPLOAD_CHARACTERS = 16_000_000;

/**
 * The limits for reading the batch file again. They are higher than the processor's limits, because the processor's limits may
 * have caused the rejects.
 */
const LIMITS = { maxRecordBytes: 16 * 1024 ** 2, maxUncompressedBytes: Number.MAX_SAFE_INTEGER };

/**
 * Uploads the rejects of a run as new batch files in their own format. The key of each file names the run, so the run that it
 * starts is linked to that run. If a reject lacks a part of its text, the text is read from the batch file.
 *
 * @param formats the formats that the deployment reads
 * @param options.stop nothing is uploaded after this signal has aborted
 * @throws CommandError if the run is not in the log
 * @throws BatchFileError if neither the log nor the batch file tells the format
 */
export async function* redriveRejects(
  traceId: TraceId,
  deployment: Pick<Deployment, "ledger" | "clients" | "rawBucket">,
  formats: readonly Format[],
  { onUnreadable, stop }: { readonly onUnreadable?: OnUnreadable; readonly stop?: AbortSignal } = {},
): AsyncIterable<RedrivenRejects> {
  const { ledger } = deployment;
  const run = await foldRun(traceId, ledger.eventLog.eventsOf(traceId, onUnreadable));
  if (!run.started) throw new CommandError(EXIT.wrong, `there is no run ${traceId} that the processor began`);
  const source = {
    file: fileOfRun(traceId, run.started),
    format: run.started.format ?? run.statistics.format ?? undefined,
  };
  const redrive = ulidOf(
    traceIdOf({ bucket: deployment.rawBucket, key: randomUUID(), version: "", eventTimeMs: Date.now() }),
  );
  let files = 0;
  for await (const part of partsOf(rejectsOf(run.rejectKeys, deployment))) {
    const { format, records } = await readAgain(source, part, deployment, formats);
    if (stop?.aborted) return yield { kind: "stopped" };
    const found = part.map((reject) => ({
      reject,
      text: textOf(reject, records),
      format: reject.format ?? (reject.entry === undefined ? format : undefined),
    }));
    for (const { reject, text, format } of found)
      if (text === undefined || format === undefined) yield left(reject, WHY_NO_TEXT);
    for (const [format, ofFormat] of Map.groupBy(found, ({ format }) => format)) {
      if (format === undefined) continue;
      if (stop?.aborted) return yield { kind: "stopped" };
      const usable = ofFormat.flatMap(({ reject, text }) => (text === undefined ? [] : [{ reject, text }]));
      files += 1;
      yield* upload({ traceId, redrive, part: files, format }, usable, deployment, formats);
    }
  }
}

/** The file that some rejects are put into. */
interface Target {
  readonly traceId: TraceId;
  readonly redrive: string;
  readonly part: number;
  readonly format: string;
}

interface Usable {
  readonly reject: RejectedRecord;
  readonly text: string;
}

/** Puts rejects of one format together as a file and uploads it. */
async function* upload(
  { traceId, redrive, part, format }: Target,
  usable: readonly Usable[],
  { clients, rawBucket }: Pick<Deployment, "clients" | "rawBucket">,
  formats: readonly Format[],
): AsyncIterable<RedrivenRejects> {
  const assembled = assembledOrProblem(
    format,
    usable.map(({ text }) => text),
    formats,
  );
  if (assembled instanceof AssemblyError) {
    yield { kind: "refused", records: usable.length, why: assembled.message };
    return;
  }
  const { content, leftOut } = assembled;
  for (const index of leftOut) {
    const reject = usable[index]?.reject;
    if (reject)
      yield left(
        reject,
        "it is not a record of its format, so it cannot go into one file with the others: correct it, and upload it",
      );
  }
  const count = usable.length - leftOut.length;
  if (count === 0) return;
  const rejects = usable.filter(({ reject }, index) => !reject.isBeaten && !leftOut.includes(index)).length;
  const key = redriveKey(traceId, { redrive, rejects, part });
  const body = gzipSync(content);
  await putBatchFile(clients.s3, { bucket: rawBucket, key }, body, body.length);
  yield { kind: "uploaded", key, records: count };
}

function assembledOrProblem(...given: Parameters<typeof assembleRejects>): AssembledRejects | AssemblyError {
  try {
    return assembleRejects(...given);
  } catch (error) {
    if (error instanceof AssemblyError) return error;
    throw error;
  }
}

const WHY_NO_TEXT =
  "its exact text is not in the reject, and cannot be read from the batch file: correct it in the batch file, and upload that";

const left = ({ record_number }: RejectedText, why: string): RedrivenRejects => ({
  kind: "left",
  record_number,
  why,
});

/**
 * A text to upload again. `isExact` is false if the reject does not hold the exact text of the record. `isBeaten` is true for an
 * older version of the paper that the rejected record replaced within its file. It is uploaded again too, but is not a reject
 * itself.
 */
type RejectedRecord = RejectedText & { readonly isExact: boolean; readonly isBeaten: boolean };

/** For these reasons, a reject shows only the printable part of its record. */
const INEXACT = new Set(["too-large", "bad-encoding"]);

/** Returns the records of a reject: first the older versions that it replaced, then the record itself. */
const recordsOf = ({ beaten = [], ...reject }: Reject): readonly RejectedRecord[] => [
  ...beaten.map((record) => ({ ...record, isExact: !record.raw_truncated, isBeaten: true })),
  {
    ...reject,
    isBeaten: false,
    isExact: reject.raw !== "" && !reject.raw_truncated && !INEXACT.has(reject.reason),
  },
];

const textOf = (record: RejectedRecord, records: SourceText["records"]): string | undefined =>
  record.isExact ? record.raw : records.get(record.record_number);

async function* rejectsOf(
  rejectKeys: readonly string[],
  { ledger }: Pick<Deployment, "ledger">,
): AsyncIterable<RejectedRecord> {
  for (const key of rejectKeys) for await (const reject of ledger.rejects.read(key)) yield* recordsOf(reject);
}

async function* partsOf(rejects: AsyncIterable<RejectedRecord>): AsyncIterable<readonly RejectedRecord[]> {
  let part: RejectedRecord[] = [];
  let characters = 0;
  for await (const reject of rejects) {
    part.push(reject);
    characters += reject.raw.length;
    if (characters >= MAX_UPLOAD_CHARACTERS) {
      yield part;
      part = [];
      characters = 0;
    }
  }
  if (part.length > 0) yield part;
}

/** Reads the batch file only if the log or a reject lacks something. If the batch file is gone, the reject's own text is used. */
async function readAgain(
  { file, format }: { readonly file: BatchFile; readonly format: string | undefined },
  rejects: readonly RejectedRecord[],
  { clients }: Pick<Deployment, "clients">,
  formats: readonly Format[],
): Promise<SourceText> {
  const inexact = rejects.filter(({ isExact }) => !isExact);
  const wanted = new Map(inexact.map(({ record_number, byte_offset }) => [record_number, byte_offset]));
  if (format !== undefined && wanted.size === 0) return { format, records: new Map() };
  const batchFiles = s3BatchFileStore({ client: clients.s3 });
  return sourceText(file, wanted, { batchFiles, formats, ...LIMITS }).catch((error) => {
    if (format === undefined || !(error instanceof BatchFileError)) throw error;
    return { format, records: new Map() };
  });
}
