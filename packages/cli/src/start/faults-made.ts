import { mostFirst } from "@paperledger/core/statistics/most-first";
import { countOf, countText } from "@paperledger/core/text/quantities";

/** A log line of `@paperledger/faults/register`. */
const FAULT_LINE = /^\{.*"service":"chaos",.*"fault":"([a-z-]+)"/;

/** Counts the faults that `--chaos` injects, from the functions' log lines. */
export interface FaultsMade {
  /** Counts a log line if it is about a fault. */
  hear(line: string): void;
  /** Returns the injected faults with their counts, the most frequent first. */
  text(seed: number): string;
}

export function faultsMade(): FaultsMade {
  const counts = new Map<string, number>();
  let all = 0;
  return {
    hear(line) {
      const [, fault] = FAULT_LINE.exec(line) ?? [];
      if (fault === undefined) return;
      counts.set(fault, (counts.get(fault) ?? 0) + 1);
      all += 1;
    },
    text(seed) {
      const each = [...counts]
        .map(([name, count]) => ({ name, count }))
        .toSorted(mostFirst)
        .map(({ name, count }) => `${countText(count)} ${name}`);
      return `--chaos ${seed} made ${countOf(all, "fault")}${all === 0 ? "" : `: ${each.join(", ")}`}`;
    },
  };
}
