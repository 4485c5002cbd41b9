import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { FileError } from "@paperledger/embedded/file-error";
import { asError, type OnProblem } from "../on-problem.ts";
import { type Delivery, pendingDeliveriesIn, pendingInMemory } from "./pending-deliveries.ts";
import { retryDelayMs as storageRetryDelayMs } from "./retry-delay.ts";

/** Why a delivery is given up: one more attempt than is allowed, or too old for another. */
export type GiveUpReason = "RetriesExhausted" | "EventAgeExceeded";

export interface DeliveryQueueOptions {
  /** Names the queue in what is reported. */
  readonly name: string;
  /** Keeps what is accepted and not yet delivered in files here; without it, in memory. */
  readonly folder?: string | undefined;
  /** How many attempts may be under way at once. */
  readonly concurrency?: number;
  /** Returns how long to wait before the next attempt after so many failures; undefined to give up. */
  retryDelayMs(failures: number): number | undefined;
  readonly maximumAgeMs: number;
  /** Delivers, or throws. */
  attempt(delivery: Delivery): Promise<void>;
  /** Hears of each attempt that failed. */
  readonly onFailure?: (error: unknown) => void;
  /**
   * Stores a delivery that is given up, with what its last attempt threw, if any was made since the start. If it throws,
   * the delivery stays in the queue and is attempted again.
   */
  giveUp(delivery: Delivery, reason: GiveUpReason, lastError: unknown): Promise<void>;
  readonly onProblem: OnProblem;
}

export interface DeliveryQueue {
  /**
   * Accepts something to deliver and returns the delivery's id. Once this returns, it survives a crash.
   *
   * @throws FileError if it cannot be kept: the sender still answers for it
   * @throws DeliveryQueueStoppedError
   */
  accept(payload: unknown): string;
  /** Resolves when nothing is queued, under way, or waiting for its next attempt. */
  idle(): Promise<void>;
  /** Begins no more attempts and waits for those under way. What is pending stays in the folder. */
  stop(): Promise<void>;
}

/** The queue was stopped and accepts nothing more. */
class DeliveryQueueStoppedError extends Error {
  override readonly name = "DeliveryQueueStoppedError";
}

interface Queued {
  readonly delivery: Delivery;
  readonly acceptedAtMs: number;
  readonly lastError?: unknown;
  /** How often in a row what became of it could not be stored. */
  readonly storageFailures?: number;
}

/**
 * Delivers at least once, in the order of acceptance if nothing fails. A delivery leaves the queue only when it was
 * delivered, or {@link DeliveryQueueOptions.giveUp} has stored it. A failure counts only once it is noted: while the disk
 * is full, no attempts are used up.
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

  /** Never rejects: what is not brought to its end is queued again. */
  async function handle(queued: Queued): Promise<void> {
    const { delivery, acceptedAtMs, lastError } = queued;
    if (Date.now() - acceptedAtMs > maximumAgeMs)
      return store(queued, () => storeGivenUp(delivery, "EventAgeExceeded", lastError));
    try {
      await attempt(delivery);
    } catch (error) {
      // Cut off by the stop, an attempt says nothing of the delivery: the next start makes it as if for the first time.
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

  /** Stores what became of a delivery. If that fails, the delivery is queued again as it was. */
  async function store(queued: Queued, storing: () => Promise<void>): Promise<void> {
    try {
      await storing();
    } catch (cause) {
      if (signal.aborted) return;
      onProblem(
        cause instanceof FileError
          ? cause
          : new Error(`${name}: an event cannot be given up, since it cannot be stored: trying again`, {
              cause,
            }),
      );
      const storageFailures = (queued.storageFailures ?? 0) + 1;
      queueAfter(storageRetryDelayMs(storageFailures), { ...queued, storageFailures });
    }
  }

  /** Removes the note of what has reached its end. A note that stays is delivered again by the next start. */
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
        throw new DeliveryQueueStoppedError(`${name} was stopped: nothing can be delivered any more`);
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
