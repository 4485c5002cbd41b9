import { setTimeout as wait } from "node:timers/promises";
import { backoffMs } from "@paperledger/core/retries/backoff";
import type { RetryPolicy } from "../clients/retry-policy.ts";
import type { Unsettled } from "./statement-result.ts";

/**
 * A condition fails if another writer has changed the item. This ends when the other writers are done. So many
 * failures in a row must have another cause.
 */
const MAX_ROUNDS = 200;

type Settled = { readonly kind: string };

export interface SettleOptions<Item, Outcome extends Settled> {
  /** The outcomes that are known before the first round. */
  readonly settled?: ReadonlyMap<Item, Outcome>;
  /** Reads, decides and writes the items without an outcome. `round` counts from 1. */
  readonly round: (items: readonly Item[], round: number) => Promise<ReadonlyMap<Item, Outcome | Unsettled>>;
  /** The limits of retries. Only rounds with throttling count. */
  readonly retryPolicy: RetryPolicy;
  /** Makes the error for the items without an outcome when the retry policy allows no more tries. */
  readonly givenUp: (unsettled: ReadonlyMap<Item, Unsettled>, rounds: number) => Error;
  /** After it aborts, no round begins. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs rounds until each item has an outcome. Returns the outcomes in the order of the items. After a round with
 * throttling, it waits with full jitter.
 *
 * @throws the error of `givenUp`, the signal's reason, or the error of a round
 */
export async function settle<Item, Outcome extends Settled>(
  items: readonly Item[],
  { settled, round: next, retryPolicy, givenUp, signal }: SettleOptions<Item, Outcome>,
): Promise<readonly Outcome[]> {
  const outcomes = new Map(settled);
  let left = new Map<Item, Unsettled>(
    items.filter((item) => !outcomes.has(item)).map((item) => [item, NOT_TRIED]),
  );
  let tries = 0;
  for (let round = 1; left.size > 0; round++) {
    const isThrottled = [...left.values()].some(({ throttled }) => throttled);
    if (isThrottled) tries++;
    if (tries === retryPolicy.maxTries || round > MAX_ROUNDS) throw givenUp(left, round - 1);
    signal?.throwIfAborted();
    if (isThrottled) await wait(backoffMs(tries, retryPolicy), undefined, { signal });
    const results = await next([...left.keys()], round);
    const unsettled = new Map<Item, Unsettled>();
    for (const [item, result] of results)
      if (isUnsettled(result)) unsettled.set(item, result);
      else outcomes.set(item, result);
    left = unsettled;
  }
  return items.flatMap((item) => outcomes.get(item) ?? []);
}

const NOT_TRIED: Unsettled = { kind: "unsettled", code: "not tried", throttled: false };

const isUnsettled = (result: Settled): result is Unsettled => result.kind === "unsettled";
