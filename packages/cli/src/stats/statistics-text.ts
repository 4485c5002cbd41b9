import type { Scope } from "@paperledger/core/statistics/scope";
import type { Tally } from "@paperledger/core/statistics/tally";
import { countText } from "@paperledger/core/text/quantities";
import { REJECTED_EACH_TIME } from "@paperledger/core/text/rejected-each-time";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Colors } from "../terminal/terminal.ts";
import { fields, wrapped } from "../text/fields.ts";
import { tallyFields } from "../text/tally-fields.ts";

/** Returns the statistics of a scope as text. */
export function statisticsText(scope: Scope, tally: Tally, colors: Colors, width?: number): string {
  if (tally.runs_started === 0) return scope.kind === "total" ? "No run yet." : `No run ${scopeText(scope)}.`;
  const runs = `${countText(tally.runs_started)} started, ${countText(tally.runs_completed)} completed, ${countText(tally.runs_failed)} failed`;
  return [
    colors.bold(`Runs ${scopeText(scope)}`),
    fields([["runs", runs], ...tallyFields(tally)], { width, label: colors.dim }),
    ...(tally.rejected > 0 ? wrapped(REJECTED_EACH_TIME, width ?? 120).map(colors.dim) : []),
  ].join("\n");
}

function scopeText(scope: Scope): string {
  switch (scope.kind) {
    case "total":
      return "of all time";
    case "day":
      return `of ${scope.date} (UTC)`;
    case "source":
      return `with records of ${escapeForTerminal(scope.source)} on ${scope.date} (UTC)`;
    case "redrive":
      return `that redrive rejects of ${scope.of}`;
    case "late":
      return `that began on ${scope.began} (UTC), late, for files of ${scope.date}`;
    case "failed":
      return `that failed on ${scope.failed} (UTC), for files of ${scope.date}`;
  }
}
