import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import type { RunEvent } from "@paperledger/events/run-event";
import { type BatchFile, BatchFileError, type BatchFileStore } from "../batch-files/batch-file.ts";
import { paperVersion, type RecordShape, withdrawalOf } from "../batches/read-record.fixture.ts";
import type { Format } from "../formats/format.ts";
import { type PaperVersion, type StoredPaper, timestamp } from "../papers/paper.ts";
import type { PaperStore, UpsertOutcome } from "../papers/paper-store.ts";
import { changesBy, firstStored } from "../papers/stored-paper.ts";
import { decideUpsert, previousOf } from "../papers/upsert-decision.ts";
import type { Reject, RejectStore } from "../rejects/reject.ts";
import { traceIdOn } from "../statistics/run-events.fixture.ts";
import type { EventLog } from "./event-log.ts";
import type { Processing, ProcessingLimits } from "./processing.ts";

/** A line of a test file: a record, or the place at which the file is cut off. */
export type Line = RecordShape | "broken here";

/** How a request to a store ends: it succeeds, succeeds slowly, or fails before, in the middle of, or after taking effect. */
export type Fault = "none" | "slow" | "before" | "half" | "after";

/** The error of a store that does not answer. */
export class StoreDownError extends Error {
  override readonly name = "StoreDownError";
}

export const FILE: BatchFile = {
  traceId: traceIdOn(2),
  bucket: "papers",
  key: "raw-data/2024-01-02/papers-1.gz",
  versionId: "v1",
  sizeBytes: 1_000,
  batchTimestamp: timestamp(new Date("2024-01-05T00:00:00Z")),
};

/** A format of JSON lines. Each line describes a record and gives the record's length, which may differ from the line's length. */
export const LINES_FORMAT: Format = {
  name: "lines",
  readerRevision: 1,
  source: "lines",
  recognises: () => true,
  async *split(file) {
    const chunks: Buffer[] = [];
    for await (const chunk of file) chunks.push(chunk);
    let byteOffset = 0;
    for (const [index, text] of Buffer.concat(chunks).toString().trim().split("\n").entries()) {
      const { bytes = 100, isBroken = false } = lineOf(text);
      if (isBroken) throw new BatchFileError("truncated", "the file is cut off");
      yield { number: index + 1, byteOffset, endByteOffset: byteOffset + bytes, text };
      byteOffset += bytes;
    }
  },
  parse({ number, text }) {
    const { id, day, isWithdrawal = false, source = "arxiv" } = lineOf(text);
    if (id === undefined) return { kind: "reject", reason: "no-id", message: "it has no id" };
    if (isWithdrawal) return { kind: "withdrawal", withdrawal: withdrawalOf(id, number, day) };
    return { kind: "paper", paper: { ...paperVersion(id, number, day), source, raw_json: text } };
  },
};

const lineOf = (text: string): RecordShape & { readonly isBroken?: boolean } => JSON.parse(text);

const fileWith = (lines: readonly Line[]) =>
  lines.map((line) => `${JSON.stringify(line === "broken here" ? { isBroken: true } : line)}\n`).join("");

/** Returns an event log in memory. */
export function eventLogInMemory(
  stored: readonly RunEvent[] = [],
  asked = (): Fault => "none",
): EventLog & { events(): readonly RunEvent[] } {
  const log = new Map(stored.map((event) => [event.metadata.seq, event]));
  const events = () => [...log.values()].toSorted((a, b) => a.metadata.seq - b.metadata.seq);
  async function* all() {
    await setImmediate();
    yield* events();
  }
  return {
    async append(event) {
      const first = await withFault(asked(), () => {
        const { seq } = event.metadata;
        if (!log.has(seq)) log.set(seq, event);
        return log.get(seq) ?? event;
      });
      return first;
    },
    eventsOf: all,
    allEvents: all,
    events,
  };
}

/** Performs a request with a fault. If the fault is `half`, `effect` gets true and does only half of the work. */
async function withFault<Answer>(fault: Fault, effect: (isHalf: boolean) => Answer): Promise<Answer> {
  for (let turn = 0; turn < (fault === "slow" ? 20 : 1); turn++) await setImmediate();
  if (fault === "before") throw new StoreDownError(fault);
  const answer = effect(fault === "half");
  await setImmediate();
  if (fault === "half" || fault === "after") throw new StoreDownError(fault);
  return answer;
}

/** Applies changes to a stored paper. A new text replaces the old text. Fields that only the old text has are removed. */
function changed(known: StoredPaper, changes: ReturnType<typeof changesBy>): StoredPaper {
  const { raw_xml: _xml, raw_json: _json, doi: _doi, ...others } = known;
  const { previous, ...paper } = { ...("updated_at" in changes ? others : known), ...changes };
  return { ...paper, ...(previous && { previous }) };
}

/**
 * Returns all stores that processing uses, in memory, with a file of these lines.
 *
 * @param asked returns the fault of each request to a store. Without it, every request succeeds
 */
export function ledgerInMemory(lines: readonly Line[], asked = (): Fault => "none") {
  const stored = new Map<string, StoredPaper>();
  const rejects = new Map<string, readonly Reject[]>();
  const eventLog = eventLogInMemory([], asked);
  const upserts: (readonly PaperVersion[])[] = [];

  const upsertOne = (version: PaperVersion): UpsertOutcome => {
    const known = stored.get(version.paper_id);
    const decision = decideUpsert(version, known);
    if (decision.kind === "insert") stored.set(version.paper_id, firstStored(version));
    if (decision.kind === "update" && known)
      stored.set(version.paper_id, changed(known, changesBy(version, decision)));
    if (decision.kind === "insert") return { kind: "upserted" };
    if (decision.kind !== "update") return decision;
    const previous = previousOf(version, decision);
    return { kind: "upserted", ...(previous && { previous }) };
  };

  const papers: PaperStore = {
    refusal: ({ paper_id }) =>
      paper_id.endsWith("refused") ? { reason: "too-large", message: "its item is too large" } : undefined,
    upsert: (batch) =>
      withFault(asked(), (isHalf) => {
        upserts.push(batch);
        return batch.slice(0, isHalf ? batch.length / 2 : batch.length).map(upsertOne);
      }),
    get: async () => [],
    texts: async () => [],
    versions: async () => new Map(),
  };

  const rejectStore: RejectStore = {
    put: ({ traceId, seq, first, last }, batch) =>
      withFault(asked(), () => {
        const key = `rejects/${traceId}/${seq}-${first}-${last}.ndjson`;
        rejects.set(key, batch);
        return key;
      }),
    async *read(key) {
      yield* rejects.get(key) ?? [];
    },
  };

  const batchFiles: BatchFileStore = { open: async () => Readable.from([Buffer.from(fileWith(lines))]) };

  const processing = (limits: Partial<ProcessingLimits> = {}): Processing => ({
    batchFiles,
    papers,
    rejects: rejectStore,
    eventLog,
    formats: [LINES_FORMAT],
    limits: { batchesInFlight: 4, maxRecordBytes: 1e9, maxUncompressedBytes: 1e9, maxFileMs: 1e9, ...limits },
    now: () => new Date("2024-01-02T00:00:05Z"),
  });

  return { processing, eventLog, stored, rejects, upserts };
}
