import type { RunLine, RunsAnswer } from "../../src/api/answers.ts";
import type { Problem } from "../server/ask.ts";
import { usePolled } from "../server/polled.ts";
import type { ShownRange } from "./range.ts";
import type { Show } from "./shown-runs.ts";

/** The list of the range already reads new runs. */
const ONCE = () => Number.POSITIVE_INFINITY;

/**
 * Reads the failed or silent runs that the list of the range lacks: runs of older files, and runs of the part that is not read yet.
 * It finds them by an index.
 *
 * @param silent the trace ids of all silent runs
 */
export function useFurtherRuns(
  show: Show | undefined,
  { from }: ShownRange,
  silent: readonly string[],
  again: number,
): { readonly runs: readonly RunLine[]; readonly problem: Problem | undefined } {
  const wanted =
    show === "failed"
      ? `/api/runs/failed?since=${encodeURIComponent(from)}`
      : show === "silent" && silent.length > 0
        ? `/api/runs/named?ids=${silent.slice(0, 100).join(",")}`
        : undefined;
  const { answer, path, problem } = usePolled<RunsAnswer>(wanted, ONCE, again).value;
  if (wanted === undefined) return { runs: NONE, problem: undefined };
  return { runs: answer && path === wanted ? answer.runs : NONE, problem };
}

const NONE: readonly RunLine[] = [];
