import { setTimeout as wait } from "node:timers/promises";
import { isProjected, type RunStatistics } from "@paperledger/core/statistics/run-statistics";
import type { RunWatch } from "./watch-runs.ts";

export interface Following {
  /** Stops following when it aborts. */
  readonly stop: AbortSignal;
  /** Called each time the runs are read, with the runs under way and the runs that have just ended. */
  readonly onLook: (runs: readonly RunStatistics[]) => void;
  /** Resolves when the laptop is idle. If it is given, following stops when no more runs can come. */
  readonly quiet?: () => Promise<void>;
  /** The time between two looks. */
  readonly pauseMs?: number;
}

const PAUSE_MS = 150;

/** If the laptop is idle and no run ends for this many looks, no more runs will end. A run that has not ended was given up. */
const QUIET_LOOKS = 20;

/** Yields each run as it ends, until `stop` aborts or no more runs can come. */
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

/**
 * Returns a function that asks again each time it is called, one question at a time. The function returns true if a question was
 * answered since its last call.
 */
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
