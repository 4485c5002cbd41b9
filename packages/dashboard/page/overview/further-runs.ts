import { useEffect, useState } from "preact/hooks";
import type { RunLine, RunsAnswer } from "../../src/api/answers.ts";
import { ask, problemText } from "../server/ask.ts";
import type { ShownRange } from "./range.ts";
import type { Show } from "./shown-runs.ts";

/**
 * Reads the failed or the silent runs that the list of the range does not hold: those of older files, and those of the part that is not
 * read. An index leads to them.
 *
 * @param silent the trace ids of all silent runs
 */
export function useFurtherRuns(
  show: Show | undefined,
  { from }: ShownRange,
  silent: readonly string[],
  again: number,
): { readonly runs: readonly RunLine[]; readonly problem: string | undefined } {
  const path =
    show === "failed"
      ? `/api/runs/failed?since=${encodeURIComponent(from)}`
      : show === "silent" && silent.length > 0
        ? `/api/runs/named?ids=${silent.slice(0, 100).join(",")}`
        : undefined;
  const [answer, setAnswer] = useState<{ path?: string; runs: readonly RunLine[]; problem?: string }>({
    runs: [],
  });
  useEffect(() => {
    if (path === undefined) return;
    const gone = new AbortController();
    ask<RunsAnswer>(path, gone.signal).then(
      ({ runs }) => setAnswer({ path, runs }),
      (error: unknown) => {
        if (!gone.signal.aborted) setAnswer({ runs: [], problem: problemText(error) });
      },
    );
    return () => gone.abort();
  }, [path, again]);
  return path === answer.path
    ? { runs: answer.runs, problem: answer.problem }
    : { runs: [], problem: undefined };
}
