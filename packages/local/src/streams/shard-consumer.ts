import { setTimeout as wait } from "node:timers/promises";
import type { LambdaStreamRecord } from "@paperledger/aws/streams/lambda-stream-record";
import type { ShardPage, ShardReader } from "@paperledger/aws/streams/shard-reader";
import type { OnProblem } from "../on-problem.ts";
import type { RecordBuffer } from "./record-buffer.ts";

export interface ShardConsumerOptions {
  readonly reader: ShardReader;
  readonly buffer: RecordBuffer;
  /** Handles records in order. Gives false where it was told to stop before all was handled. */
  readonly handle: (records: readonly LambdaStreamRecord[]) => Promise<boolean>;
  /** Everything up to this record is handled or passed over. */
  readonly reached: (sequenceNumber: string) => void;
  /** A read that began after this call found nothing more, and all before it is handled. */
  readonly beginRead: () => () => void;
  readonly idleDelayMs: number;
  readonly signal: AbortSignal;
  readonly onProblem: OnProblem;
}

const AFTER_READ_ERROR_MS = 500;

/** Consumes one shard, one batch at a time, until it ends (true) or the signal says stop (false). */
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

  /** The next page, or undefined where it cannot be read just now. */
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
