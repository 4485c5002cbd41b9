import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { RunLine, RunsAnswer } from "../../src/api/answers.ts";
import { ask, type Problem, problemOf } from "../server/ask.ts";
import { AGAIN_AFTER_PROBLEM_MS, untilNext } from "../server/polled.ts";

/** The silent runs that have been read. */
export interface SilentRuns {
  /** Undefined until they are read for the first time. */
  readonly runs: readonly RunLine[] | undefined;
  readonly problem: Problem | undefined;
}

/** The server takes this many trace ids at once. */
const AT_ONCE = 100;
const EVERY_MS = 30_000;

/**
 * Reads the runs of these trace ids, and reads them again from time to time while the page is visible.
 *
 * @param version if it changes, the runs are read again
 */
export function useSilentRuns(ids: readonly string[], version: number): SilentRuns {
  const read = useMemo(() => signal<SilentRuns>({ runs: undefined, problem: undefined }), []);
  const names = ids.join(",");
  useEffect(() => {
    const gone = new AbortController();
    if (names !== "") void keepRead(names.split(","), read, gone.signal);
    return () => gone.abort();
  }, [names, version]);
  return read.value;
}

async function keepRead(ids: readonly string[], read: Signal<SilentRuns>, gone: AbortSignal): Promise<void> {
  while (!gone.aborted) {
    let nextMs = EVERY_MS;
    try {
      const runs: RunLine[] = [];
      for (let from = 0; from < ids.length; from += AT_ONCE) {
        const named = ids.slice(from, from + AT_ONCE).join(",");
        runs.push(...(await ask<RunsAnswer>(`/api/runs/named?ids=${named}`, gone)).runs);
      }
      if (gone.aborted) return;
      read.value = { runs: runs.sort((a, b) => (a.trace_id < b.trace_id ? 1 : -1)), problem: undefined };
    } catch (error) {
      if (gone.aborted) return;
      const problem = problemOf(error);
      read.value = { ...read.value, problem };
      if (problem.kind !== "away") return;
      nextMs = AGAIN_AFTER_PROBLEM_MS;
    }
    await untilNext(nextMs, gone);
  }
}
