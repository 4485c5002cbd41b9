import type { RunStatistics } from "../statistics/run-statistics.ts";
import type { RunOfTodo } from "./status.ts";

/** A thing to do names at most this many of its runs. */
const MOST_NAMED = 5;

/** Returns the first runs of a thing to do, with their files. */
export const named = (runs: readonly RunStatistics[]): readonly RunOfTodo[] =>
  runs.slice(0, MOST_NAMED).map(({ trace_id, key }) => ({ traceId: trace_id, key }));
