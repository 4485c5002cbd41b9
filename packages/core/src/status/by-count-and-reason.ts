import { mostFirst } from "../statistics/most-first.ts";

interface WithReason {
  readonly reason: string;
  readonly count: number;
}

/** Compares two things to do, for sorting: the one with more runs or records first. */
export const byCountAndReason = (a: WithReason, b: WithReason): number =>
  mostFirst({ name: a.reason, count: a.count }, { name: b.reason, count: b.count });
