import { setTimeout as wait } from "node:timers/promises";
import type { LambdaStreamRecord } from "@paperledger/aws/streams/lambda-stream-record";
import type { ShardPage, ShardReader } from "@paperledger/aws/streams/shard-reader";
import type { OnProblem } from "../on-problem.ts";
import type { RecordBuffer } from "./record-buffer.ts";

export interface ShardConsumerOptions {
  readonly reader: ShardReader;
  readonly buffer: RecordBuffer;
  /** Handles records in order. Returns false if it was stopped before all records were handled. */
  readonly handle: (records: readonly LambdaStreamRecord[]) => Promise<boolean>;
  /** Called when all records up to this one are handled or skipped. */
  readonly reached: (sequenceNumber: string) => void;
  /** Called before each read. Call the returned function if the read found nothing and all earlier records are handled. */
  readonly beginRead: () => () => void;
  readonly idleDelayMs: number;
  readonly signal: AbortSignal;
  readonly onProblem: OnProblem;
}

const AFTER_READ_ERROR_MS = 500;

/** Consumes one shard, one batch at a time. Returns true at the end of the shard, and false if it was stopped. */
export async function consumeShard({
  reader,
  buffer,
  handle,
  reached,
  beginRead,
  idleDelayMs,
  signal,
  onProblem,
}: ShardConsumerOptions): Promise<boolean> {
  let closed = false;

  /** Returns the next page, or undefined if it cannot be read at the moment. */
  async function read(): Promise<ShardPage | undefined> {
    try {
      return await reader.next();
    } catch (cause) {
      onProblem(new Error("the stream cannot be read just now: trying again", { cause }));
      return undefined;
    }
  }

  while (!signal.aborted) {
    const taken = buffer.take(Date.now());
    if (taken) {
      if (!(await handle(taken.records))) return false;
      reached(taken.reachesTo);
      continue;
    }
    if (closed && buffer.unread.length === 0) return true;
    const caughtUp = beginRead();
    const page: ShardPage | undefined = closed ? undefined : await read();
    if (page) {
      buffer.add(page.records, Date.now());
      closed = page.closed;
      if (page.records.length > 0 || closed) continue;
      if (buffer.unread.length === 0) caughtUp();
    }
    const delayMs = page || closed ? idleDelayMs : AFTER_READ_ERROR_MS;
    await wait(Math.min(delayMs, buffer.dueInMs(Date.now()) ?? delayMs), undefined, { signal }).catch(
      () => undefined,
    );
  }
  return false;
}
