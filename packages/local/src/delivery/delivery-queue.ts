import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { OnProblem } from "../on-problem.ts";
import { type Delivery, pendingDeliveriesIn, pendingInMemory } from "./pending-deliveries.ts";

/** Why a delivery is given up: one more attempt than is allowed, or too old for another. */
export type GiveUpReason = "RetriesExhausted" | "EventAgeExceeded";

export interface DeliveryQueueOptions {
  /** Keeps what is accepted and not yet delivered in files here; without it, in memory. */
  readonly folder?: string | undefined;
  /** How many attempts may be under way at once. */
  readonly concurrency?: number;
  /** How long to wait before the next attempt after so many failures; undefined to give up. */
  retryDelayMs(failures: number): number | undefined;
  readonly maximumAgeMs: number;
  /** Delivers, or throws. */
  attempt(delivery: Delivery): Promise<void>;
  /** Told of each attempt that failed. */
  readonly onFailure?: (error: unknown) => void;
  /** Told of a delivery that is given up, with what its last attempt threw, if any was made since the start. */
  giveUp(delivery: Delivery, reason: GiveUpReason, lastError: unknown): Promise<void>;
  readonly onProblem: OnProblem;
}

export interface DeliveryQueue {
  /** Takes something to deliver and gives the delivery's id. Once this returns, it survives a crash. */
  accept(payload: unknown): string;
  /** Resolves when nothing is queued, under way, or waiting for its next attempt. */
  idle(): Promise<void>;
  /** Begins no more attempts and waits for those under way. What is pending stays in the folder. */
  stop(): Promise<void>;
}

/** The queue was stopped and takes nothing more. */
export class DeliveryQueueStoppedError extends Error {
  override readonly name = "DeliveryQueueStoppedError";
}

interface Queued {
  readonly delivery: Delivery;
  readonly acceptedAtMs: number;
  readonly lastError?: unknown;
}

/**
 * Delivers at least once, in the order of acceptance where nothing fails. What an earlier process left in the folder
 * is delivered first; its age counts from this start, as if the time in which nothing ran had not been.
 */
export function openDeliveryQueue({
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
  const idleWaiters: (() => void)[] = [];
  let underWay = 0;
  let waiting = 0;

  function begin(): void {
    while (underWay < concurrency && !stopping.signal.aborted) {
      const next = ready.shift();
      if (!next) break;
      underWay++;
      void handle(next)
        .catch(onProblem)
        .finally(() => {
          underWay--;
          begin();
        });
    }
    const left = stopping.signal.aborted ? 0 : ready.length + waiting;
    if (left + underWay === 0) for (const resolve of idleWaiters.splice(0)) resolve();
  }

  async function handle({ delivery, acceptedAtMs, lastError }: Queued): Promise<void> {
    if (Date.now() - acceptedAtMs > maximumAgeMs) {
      await giveUp(delivery, "EventAgeExceeded", lastError);
      return pending.remove(delivery.id);
    }
    try {
      await attempt(delivery);
    } catch (error) {
      // Cut off by the stop, an attempt says nothing of the delivery: the next start makes it as if for the first time.
      if (stopping.signal.aborted) return;
      onFailure(error);
      return afterFailure({ ...delivery, failures: delivery.failures + 1 }, acceptedAtMs, error);
    }
    pending.remove(delivery.id);
  }

  async function afterFailure(delivery: Delivery, acceptedAtMs: number, error: unknown): Promise<void> {
    const delayMs = retryDelayMs(delivery.failures);
    if (delayMs === undefined) {
      await giveUp(delivery, "RetriesExhausted", error);
      return pending.remove(delivery.id);
    }
    pending.put(delivery);
    waiting++;
    wait(delayMs, undefined, { signal: stopping.signal })
      .then(
        () => ready.push({ delivery, acceptedAtMs, lastError: error }),
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
      if (stopping.signal.aborted)
        throw new DeliveryQueueStoppedError("it was stopped: nothing can be delivered any more");
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
