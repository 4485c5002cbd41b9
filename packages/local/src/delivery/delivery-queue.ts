import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { FileError } from "@paperledger/embedded/file-error";
import { asError, type OnProblem } from "../on-problem.ts";
import { type Delivery, pendingDeliveriesIn, pendingInMemory } from "./pending-deliveries.ts";
import { retryDelayMs as storageRetryDelayMs } from "./retry-delay.ts";

/** The reason why a delivery is given up: no more retries are allowed, or the event is too old. */
export type GiveUpReason = "RetriesExhausted" | "EventAgeExceeded";

export interface DeliveryQueueOptions {
  /** The queue's name in reported problems. */
  readonly name: string;
  /** The folder for files with accepted deliveries that are not done yet. Without it, they are only in memory. */
  readonly folder?: string | undefined;
  /** The most attempts at the same time. */
  readonly concurrency?: number;
  /** Returns how long to wait before the next attempt, given the number of failures. Returns undefined to give up. */
  retryDelayMs(failures: number): number | undefined;
  readonly maximumAgeMs: number;
  /** Delivers the payload. Throws if that fails. */
  attempt(delivery: Delivery): Promise<void>;
  /** Called for each attempt that failed. */
  readonly onFailure?: (error: unknown) => void;
  /**
   * Stores a delivery that is given up. `lastError` is the error of its last attempt since the start, if there was one. If this
   * throws, the delivery stays in the queue and is attempted again.
   */
  giveUp(delivery: Delivery, reason: GiveUpReason, lastError: unknown): Promise<void>;
  readonly onProblem: OnProblem;
}

export interface DeliveryQueue {
  /**
   * Accepts a payload and returns the id of its delivery. After this returns, the delivery survives a crash.
   *
   * @throws FileError if the delivery cannot be stored. Then the sender has to send the payload again
   * @throws DeliveryQueueStoppedError
   */
  accept(payload: unknown): string;
  /** Resolves when no delivery is queued, in progress, or waiting for its next attempt. */
  idle(): Promise<void>;
  /** Begins no more attempts, and waits for those in progress. Pending deliveries stay in the folder. */
  stop(): Promise<void>;
}

/** Thrown if a payload is sent to a queue that was stopped. */
class DeliveryQueueStoppedError extends Error {
  override readonly name = "DeliveryQueueStoppedError";
}

interface Queued {
  readonly delivery: Delivery;
  readonly acceptedAtMs: number;
  readonly lastError?: unknown;
  /** The number of times in a row that the result of an attempt could not be stored. */
  readonly storageFailures?: number;
}

/**
 * Opens a queue that delivers each payload at least once. If nothing fails, it delivers in the order of acceptance. A delivery
 * leaves the queue only after it was delivered, or after {@link DeliveryQueueOptions.giveUp} has stored it. A failure counts only
 * after it is written to the disk, so no attempts are used up while the disk is full.
 *
 * Deliveries that an earlier process left in the folder come first. Their age counts from this start.
 *
 * @throws FileError if the folder cannot be used
 */
export function openDeliveryQueue({
  name,
  folder,
  concurrency = Number.POSITIVE_INFINITY,
  retryDelayMs,
  maximumAgeMs,
  attempt,
  onFailure = () => {},
  giveUp,
  onProblem,
}: DeliveryQueueOptions): DeliveryQueue {
  const pending = folder ? pendingDeliveriesIn(folder, onProblem) : pendingInMemory;
  const ready: Queued[] = pending.load().map((delivery) => ({ delivery, acceptedAtMs: Date.now() }));
  const stopping = new AbortController();
  const { signal } = stopping;
  const idleWaiters: (() => void)[] = [];
  let underWay = 0;
  let waiting = 0;

  function begin(): void {
    while (underWay < concurrency && !signal.aborted) {
      const next = ready.shift();
      if (!next) break;
      underWay++;
      void handle(next).finally(() => {
        underWay--;
        begin();
      });
    }
    const left = signal.aborted ? 0 : ready.length + waiting;
    if (left + underWay === 0) for (const resolve of idleWaiters.splice(0)) resolve();
  }

  /** Handles a delivery and never rejects. If the delivery is not finished, it is queued again. */
  async function handle(queued: Queued): Promise<void> {
    const { delivery, acceptedAtMs, lastError } = queued;
    if (Date.now() - acceptedAtMs > maximumAgeMs)
      return store(queued, () => storeGivenUp(delivery, "EventAgeExceeded", lastError));
    try {
      await attempt(delivery);
    } catch (error) {
      // The stop has interrupted the attempt, so its failure does not count. The next start makes the attempt again.
      if (signal.aborted) return;
      onFailure(error);
      return store(queued, () => afterFailure(queued, error));
    }
    forget(delivery);
  }

  async function afterFailure({ delivery, acceptedAtMs }: Queued, lastError: unknown): Promise<void> {
    const failed = { ...delivery, failures: delivery.failures + 1 };
    pending.mustHaveRoom();
    pending.put(failed);
    const delayMs = retryDelayMs(failed.failures);
    if (delayMs === undefined) return storeGivenUp(failed, "RetriesExhausted", lastError);
    queueAfter(delayMs, { delivery: failed, acceptedAtMs, lastError });
  }

  async function storeGivenUp(delivery: Delivery, reason: GiveUpReason, lastError: unknown): Promise<void> {
    await giveUp(delivery, reason, lastError);
    forget(delivery);
  }

  /** Stores the result of an attempt. If that fails, the delivery is queued again unchanged. */
  async function store(queued: Queued, storing: () => Promise<void>): Promise<void> {
    try {
      await storing();
    } catch (cause) {
      if (signal.aborted) return;
      onProblem(
        cause instanceof FileError
          ? cause
          : new Error(`${name}: an event cannot be given up, because storing it failed: trying again`, {
              cause,
            }),
      );
      const storageFailures = (queued.storageFailures ?? 0) + 1;
      queueAfter(storageRetryDelayMs(storageFailures), { ...queued, storageFailures });
    }
  }

  /** Removes the file of a finished delivery. If the file stays, the next start delivers it again. */
  function forget({ id }: Delivery): void {
    try {
      pending.remove(id);
    } catch (error) {
      onProblem(asError(error));
    }
  }

  function queueAfter(delayMs: number, queued: Queued): void {
    waiting++;
    wait(delayMs, undefined, { signal })
      .then(
        () => ready.push(queued),
        () => undefined,
      )
      .finally(() => {
        waiting--;
        begin();
      });
  }

  const idle = () =>
    new Promise<void>((resolve) => {
      idleWaiters.push(resolve);
      setImmediate(begin);
    });

  setImmediate(begin);
  return {
    accept(payload) {
      if (signal.aborted)
        throw new DeliveryQueueStoppedError(`${name} was stopped and accepts no more events`);
      const delivery = { id: randomUUID(), payload, failures: 0 };
      pending.put(delivery);
      ready.push({ delivery, acceptedAtMs: Date.now() });
      setImmediate(begin);
      return delivery.id;
    },
    idle,
    stop() {
      stopping.abort();
      return idle();
    },
  };
}
