import type { RunEvent } from "@paperledger/events/run-event";
import { fingerprintOf } from "./fingerprint.ts";
import { foldRuns } from "./fold-runs.ts";
import { addShares, differencesOfSums, foundSums } from "./found-sums.ts";
import { newestOf } from "./newest-of.ts";
import { runDigests } from "./run-digests.ts";
import type { StoredStatistics } from "./statistics-store.ts";
import type { Tally } from "./tally.ts";
import { lacksNewestEventAt, NOTHING_DIFFERS, type Verifiable, type Verified } from "./verified.ts";
import { type WalkCount, type WalkOptions, walkCount } from "./verify-progress.ts";

/** The result of {@link proveFold}. */
export interface Proof {
  /** The result of the comparison if the statistics are the fold of the log. Otherwise undefined. */
  readonly verified: Verified | undefined;
  /** A text that is another one when any run or sum is another one. */
  readonly fingerprint: string;
}

/**
 * Tries to prove that the statistics are the fold of the event log. It walks through both at the same time, each once. It adds up the
 * digests of all runs of the log, and those of all stored runs. The runs are the same if these two sums are the same. So it reads no
 * run by its key, which is quicker and cheaper than {@link verifyStatistics}.
 *
 * It does not find what differs. It proves nothing if anything differs, if an item cannot be read, if the walk gives the events of a run
 * in several parts, or if the tables change during the walk.
 *
 * Memory does not grow with the number of events or runs. It grows with the number of days and sources.
 *
 * @throws the reason of `stop`, once it has aborted
 */
export async function proveFold(
  { eventLog, statistics }: Verifiable,
  { onProgress, stop }: WalkOptions = {},
): Promise<Proof> {
  const failed = new AbortController();
  const signals = [failed.signal, ...(stop ? [stop] : [])];
  const count = walkCount({ onProgress, stop: AbortSignal.any(signals) });
  let isReadable = true;
  const onUnreadable = () => {
    isReadable = false;
  };
  const walks = [
    foldOf(eventLog.allEvents(onUnreadable), count),
    storedIn(statistics.all(onUnreadable), count),
  ] as const;
  // If one walk fails, the other one ends too, before the error is thrown.
  for (const walk of walks) walk.catch((error) => failed.abort(error));
  await Promise.allSettled(walks);
  const [log, stored] = await Promise.all(walks);
  const isProven =
    isReadable &&
    log.digest === stored.digest &&
    differencesOfSums(log.sums, log.newest, stored.sums, new Set()).length === 0;
  const fingerprint = fingerprintOf(log.digest, stored.digest, stored.sums);
  return {
    verified: isProven
      ? {
          ...NOTHING_DIFFERS,
          events: count.events(),
          runs: log.runs,
          scopes: log.sums.size,
          lacksNewestEventAt: lacksNewestEventAt(stored.sums),
          fingerprint,
        }
      : undefined,
    fingerprint,
  };
}

async function foldOf(events: AsyncIterable<RunEvent>, count: WalkCount) {
  const sums = new Map<string, Tally>();
  const digests = runDigests();
  let newest: string | undefined;
  let runs = 0;
  const onEvent = ({ metadata }: RunEvent) => {
    count.advance("events");
    newest = newestOf([newest, metadata.occurred_at]);
  };
  for await (const run of foldRuns(events, onEvent)) {
    runs += 1;
    digests.add(run);
    addShares(run, sums);
  }
  return { sums, digest: digests.sum(), newest, runs };
}

async function storedIn(items: AsyncIterable<StoredStatistics>, count: WalkCount) {
  const sums = foundSums();
  const digests = runDigests();
  for await (const each of items) {
    count.advance("items");
    if (each.kind === "run") digests.add(each.run);
    else sums.add(each);
  }
  return { sums, digest: digests.sum() };
}
