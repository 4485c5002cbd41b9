import type { RunStatistics } from "../statistics/run-statistics.ts";
import type { RunOfTodo } from "./status.ts";

/** The most runs that a thing to do names. */
const MOST_NAMED = 5;

/** Returns the first of these runs, with their files. */
export const named = (runs: readonly RunStatistics[]): readonly RunOfTodo[] =>
  runs.slice(0, MOST_NAMED).map(({ trace_id, key }) => ({ traceId: trace_id, key }));
