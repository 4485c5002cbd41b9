import type { RunLine, RunsAnswer } from "../../src/api/answers.ts";
import type { Problem } from "../server/ask.ts";
import { usePolled } from "../server/polled.ts";
import type { ShownRange } from "./range.ts";
import type { Filters } from "./shown-runs.ts";
import { useSilentRuns } from "./silent-runs.ts";

const EVERY_MS = 30_000;
const NONE: readonly string[] = [];

/** The runs that a thing to do or a card counts. */
export interface RunsOfTodo {
  /** Newest first. Undefined while they are being read for the first time. */
  readonly runs: readonly RunLine[] | undefined;
  readonly problem: Problem | undefined;
}

/**
 * Reads the runs that the things to do count as failed, silent or with open rejects. They are not the runs of the range: a file of last
 * year may have failed tonight, and rejects of tonight may be redriven since. Returns undefined if the filters are about other runs.
 *
 * @param silent the trace ids of the silent runs that are listed
 * @param version if it changes, the runs are read again
 */
export function useRunsOfTodo(
  { show, reason, day }: Filters,
  { from, to }: ShownRange,
  silent: readonly string[],
  version: number,
): RunsOfTodo | undefined {
  const query = new URLSearchParams({ from, ...(to && { to }), ...(reason !== undefined && { reason }) });
  const wanted =
    day !== undefined
      ? undefined
      : show === "failed"
        ? `/api/runs/failed?${query}`
        : show === "rejected"
          ? `/api/runs/with-open-rejects?${query}`
          : undefined;
  const isSilent = show === "silent" && day === undefined && silent.length > 0;
  const ofSilent = useSilentRuns(isSilent ? silent : NONE, version);
  const { answer, path, problem } = usePolled<RunsAnswer>(wanted, () => EVERY_MS, version).value;
  if (isSilent) return ofSilent;
  if (wanted === undefined) return undefined;
  return { runs: answer && path === wanted ? answer.runs : undefined, problem };
}
