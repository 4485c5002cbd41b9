import { setTimeout as wait } from "node:timers/promises";
import { isProjected, type RunStatistics } from "@paperledger/core/statistics/run-statistics";
import type { RunWatch } from "./watch-runs.ts";

export interface Following {
  /** Ends the following. */
  readonly stop: AbortSignal;
  /** Told of the runs under way at each look, those that have just ended among them. */
  readonly onLook: (runs: readonly RunStatistics[]) => void;
  /** Settles when there is nothing left to do; where it is known, the following ends once nothing more can come. */
  readonly quiet?: () => Promise<void>;
  /** Between two looks. */
  readonly pauseMs?: number;
}

const PAUSE_MS = 150;

/** What is quiet for so long, with no run ending, is not about to do anything: a run that did not end has been given up. */
const QUIET_LOOKS = 20;

/** Gives each run as it ends, until it is told to stop, or nothing more can come. */
export async function* followRuns(
  watch: RunWatch,
  { stop, onLook, quiet, pauseMs = PAUSE_MS }: Following,
): AsyncGenerator<RunStatistics> {
  const isQuiet = quiet ? lastingly(quiet) : () => false;
  for (let quietLooks = 0; quietLooks < QUIET_LOOKS && !stop.aborted; ) {
    const wasQuiet = isQuiet();
    const runs = await watch.look();
    onLook(runs);
    const ended = runs.filter(isProjected);
    yield* ended;
    quietLooks = wasQuiet && ended.length === 0 ? quietLooks + 1 : 0;
    await wait(pauseMs, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** Asks again and again, one question at a time. Whether the last one was answered since the call before. */
function lastingly(quiet: () => Promise<void>): () => boolean {
  let isAnswered = false;
  let isAsked = false;
  return () => {
    const answered = isAnswered;
    isAnswered = false;
    if (!isAsked) {
      isAsked = true;
      quiet()
        .then(
          () => {
            isAnswered = true;
          },
          () => undefined,
        )
        .finally(() => {
          isAsked = false;
        });
    }
    return answered;
  };
}
