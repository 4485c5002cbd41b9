import { setTimeout as wait } from "node:timers/promises";
import { backoffMs } from "@paperledger/core/retries/backoff";
import type { RetryPolicy } from "../clients/retry-policy.ts";
import type { Unsettled } from "./statement-result.ts";

/**
 * Each loss means that somebody else wrote the item meanwhile, so it ends by itself when the others are done. This many
 * losses in a row are none of that kind.
 */
const MAX_ROUNDS = 200;

type Settled = { readonly kind: string };

export interface SettleOptions<Item, Outcome extends Settled> {
  /** Outcomes that are known before anything is asked. */
  readonly settled?: ReadonlyMap<Item, Outcome>;
  /** Reads, decides and writes the items that are left. `round` counts from 1. */
  readonly round: (items: readonly Item[], round: number) => Promise<ReadonlyMap<Item, Outcome | Unsettled>>;
  /** Counts the rounds in which something was throttled. */
  readonly retryPolicy: RetryPolicy;
  /** Makes the error for items that are still not settled when the retry policy allows no more tries. */
  readonly givenUp: (unsettled: ReadonlyMap<Item, Unsettled>, rounds: number) => Error;
  /** Aborts when nobody waits any longer: then no round begins. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes rounds until each item has its outcome, and gives the outcomes in the order of the items. After a round in which
 * something was throttled it waits, with full jitter.
 *
 * @throws the error of `givenUp`, the signal's reason, or whatever a round throws
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
