import { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { BatchFileError } from "@paperledger/core/batch-files/batch-file";
import { backoffMs } from "@paperledger/core/retries/backoff";
import type { RetryPolicy } from "../clients/retry-policy.ts";

/** Counts only the tries in a row without a byte. */
const DEFAULT_RETRY_POLICY: RetryPolicy = { maxTries: 5, baseMs: 100, capMs: 5_000 };

export interface Body {
  readonly stream: Readable;
  readonly sizeBytes: number;
}

/**
 * Returns a body that continues at the same byte if its connection breaks. A batch file is read only as fast as its
 * papers are written. So one connection may not last for the whole file.
 *
 * @param first the body from its first byte on
 * @param reopen returns the same body from a byte on, counted from the first byte of `first`. If it throws
 * BatchFileError, the body ends with this error
 */
export function resumingBody(
  first: Body,
  reopen: (fromByte: number, signal: AbortSignal) => Promise<Readable>,
  retryPolicy: RetryPolicy = DEFAULT_RETRY_POLICY,
): Readable {
  const aborting = new AbortController();
  let current: Readable | undefined = heldBack(first.stream);

  async function* chunks(): AsyncGenerator<Buffer, undefined> {
    let position = 0;
    for (let tries = 1; ; tries++) {
      try {
        current ??= heldBack(await reopen(position, aborting.signal));
        for await (const chunk of current) {
          if (aborting.signal.aborted) return;
          const bytes: Buffer = chunk;
          position += bytes.length;
          tries = 0;
          yield bytes;
        }
        if (position >= first.sizeBytes) return;
        throw new Error(`the body ended at byte ${position} of ${first.sizeBytes}`);
      } catch (error) {
        const isWhole = position >= first.sizeBytes;
        if (isWhole || tries >= retryPolicy.maxTries || error instanceof BatchFileError) throw error;
        current = undefined;
        await wait(backoffMs(tries + 1, retryPolicy), undefined, { signal: aborting.signal });
      }
    }
  }

  const source = chunks();
  return new Readable({
    read() {
      source.next().then(
        ({ value = null }) => this.push(value),
        (error) => this.destroy(error),
      );
    },
    destroy(error, done) {
      current?.destroy();
      aborting.abort();
      done(error);
    },
  });
}

/** Adds a listener, because an error without a listener would end the process. The reader still gets the error. */
const heldBack = (stream: Readable) => stream.on("error", () => {});
