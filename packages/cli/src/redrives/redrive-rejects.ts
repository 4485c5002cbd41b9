import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { s3BatchFileStore } from "@paperledger/aws/batch-files/batch-file-store";
import { putBatchFile } from "@paperledger/aws/batch-files/batch-file-uploads";
import { BatchFileError } from "@paperledger/core/batch-files/batch-file";
import type { Format } from "@paperledger/core/formats/format";
import { assembleRejects } from "@paperledger/core/rejects/assemble-rejects";
import type { Reject } from "@paperledger/core/rejects/reject";
import { type SourceText, sourceText } from "@paperledger/core/rejects/source-text";
import type { OnUnreadable } from "@paperledger/core/runs/event-log";
import { type RunToRedrive, redriveKey, runToRedrive } from "@paperledger/core/runs/redrives";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import { CommandError, EXIT } from "../command-error.ts";
import type { Deployment } from "../deployments/open-deployment.ts";

/** What came of a run's rejects: uploaded again, or why not. */
export type RedrivenRejects =
  | { readonly kind: "uploaded"; readonly key: string; readonly records: number }
  | { readonly kind: "left"; readonly record_number: number; readonly why: string };

/** An upload holds so much of rejects' text at most, and then there is another: memory does not grow with them. */
const MAX_UPLOAD_CHARACTERS = 16_000_000;

/** What is read of the batch file again: more than the processor reads, for its limits may be what was mended. */
const LIMITS = { maxRecordBytes: 16 * 1024 ** 2, maxUncompressedBytes: Number.MAX_SAFE_INTEGER };

/**
 * Uploads the rejects of a run as new batch files in their own format, whose keys name the run: each starts a run that is
 * linked to it. What a reject lacks of its text is taken from the batch file.
 *
 * @param formats those that the deployment reads
 * @throws CommandError where the log does not know the run
 * @throws AssemblyError where its format is none whose records can be put together
 * @throws BatchFileError where the log does not tell the format, and the batch file cannot either
 */
export async function* redriveRejects(
  traceId: TraceId,
  deployment: Pick<Deployment, "ledger" | "clients" | "rawBucket">,
  formats: readonly Format[],
  onUnreadable?: OnUnreadable,
): AsyncIterable<RedrivenRejects> {
  const { ledger, clients, rawBucket } = deployment;
  const run = await runToRedrive(traceId, ledger.eventLog.eventsOf(traceId, onUnreadable));
  if (!run.file) throw new CommandError(EXIT.wrong, `there is no run ${traceId} that the processor began`);
  for await (const part of partsOf(rejectsOf(run, deployment))) {
    const { format, records } = await readAgain(run, part, deployment, formats);
    const found = part.map((reject) => ({ reject, text: textOf(reject, records) }));
    const usable = found.flatMap(({ reject, text }) => (text === undefined ? [] : [{ reject, text }]));
    const { content, leftOut } = assembleRejects(
      format,
      usable.map(({ text }) => text),
      formats,
    );
    for (const { reject, text } of found) if (text === undefined) yield left(reject, WHY_NO_TEXT);
    for (const index of leftOut) {
      const reject = usable[index]?.reject;
      if (reject)
        yield left(
          reject,
          "it is no record of its format, and would get lost among those that are, or break them: mend it, and upload it",
        );
    }
    const count = usable.length - leftOut.length;
    if (count === 0) continue;
    const key = redriveKey(traceId, `papers-${randomUUID().slice(0, 8)}.gz`);
    const body = gzipSync(content);
    await putBatchFile(clients.s3, { bucket: rawBucket, key }, body, body.length);
    yield { kind: "uploaded", key, records: count };
  }
}

const WHY_NO_TEXT =
  "its exact text is not in the reject, and cannot be read from the batch file: mend it there, and upload it";

const left = ({ record_number }: Reject, why: string): RedrivenRejects => ({
  kind: "left",
  record_number,
  why,
});

/** Of these, a reject shows what was fit to show, and not the whole or not the exact text. */
const INEXACT = new Set(["too-large", "bad-encoding"]);

const isExact = ({ raw_truncated, reason }: Reject) => !raw_truncated && !INEXACT.has(reason);

const textOf = (reject: Reject, records: SourceText["records"]): string | undefined =>
  isExact(reject) ? reject.raw : records.get(reject.record_number);

async function* rejectsOf(
  { rejectKeys }: RunToRedrive,
  { ledger }: Pick<Deployment, "ledger">,
): AsyncIterable<Reject> {
  for (const key of rejectKeys) yield* ledger.rejects.read(key);
}

async function* partsOf(rejects: AsyncIterable<Reject>): AsyncIterable<readonly Reject[]> {
  let part: Reject[] = [];
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

/** Asks the batch file only where the log and the rejects do not say it all. Where it is gone, what they say has to do. */
async function readAgain(
  { file, format }: RunToRedrive,
  rejects: readonly Reject[],
  { clients }: Pick<Deployment, "clients">,
  formats: readonly Format[],
): Promise<SourceText> {
  const wanted = new Set(
    rejects.filter((reject) => !isExact(reject)).map(({ record_number }) => record_number),
  );
  if (!file || (format !== undefined && wanted.size === 0))
    return { format: format ?? "", records: new Map() };
  const batchFiles = s3BatchFileStore({ client: clients.s3 });
  return sourceText(file, wanted, { batchFiles, formats, ...LIMITS }).catch((error) => {
    if (format === undefined || !(error instanceof BatchFileError)) throw error;
    return { format, records: new Map() };
  });
}
