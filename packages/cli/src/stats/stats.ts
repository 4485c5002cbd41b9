import { countedUpToJson, readCountedUpTo } from "@paperledger/core/statistics/counted-up-to";
import { ratesOf } from "@paperledger/core/statistics/rates";
import type { Scope } from "@paperledger/core/statistics/scope";
import { UnreadableStatisticError } from "@paperledger/core/statistics/unreadable-statistic";
import { countedUpToText } from "@paperledger/core/text/counted-up-to";
import { EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { readDeploymentLedger } from "../deployments/read-deployment-ledger.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { reportUnreadable, unreadableItems } from "../text/unreadable-items.ts";
import { statisticsText } from "./statistics-text.ts";

export interface StatsOptions extends DeploymentPlace {
  readonly json: boolean;
  readonly scope: Scope;
}

/** Returns the scope that the options of the command line select. */
export function scopeOf(options: { readonly date?: string; readonly source?: string }): Scope {
  const { date = new Date().toISOString().slice(0, 10), source } = options;
  if (source !== undefined) return { kind: "source", source, date };
  return options.date === undefined ? { kind: "total" } : { kind: "day", date };
}

/** `paperledger stats`: shows the statistics of a scope. */
export const stats = (options: StatsOptions, terminal: Terminal): Promise<ExitCode> =>
  readDeploymentLedger(options, async ({ statistics }) => {
    const { json, scope } = options;
    const unreadable = unreadableItems();
    const tally = await statistics.tally(scope).catch((error: unknown) => {
      if (!(error instanceof UnreadableStatisticError)) throw error;
      unreadable.note(error);
    });
    if (reportUnreadable(unreadable, json, terminal) || !tally) return EXIT.wrong;
    const countedUpTo = await readCountedUpTo(statistics, unreadable.note);
    // Counts by hour serve `status` alone.
    const { by_hour: _, failures_listed: __, ...counts } = tally;
    if (json)
      terminal.printJson({
        type: "statistics",
        scope,
        ...counts,
        rates: ratesOf(tally),
        ...(countedUpTo && { counted_up_to: countedUpToJson(countedUpTo) }),
      });
    else {
      terminal.print(statisticsText(scope, tally, terminal.colors, terminal.columns));
      if (countedUpTo) terminal.print(terminal.colors.dim(countedUpToText(countedUpTo)));
    }
    return reportUnreadable(unreadable, json, terminal) ? EXIT.wrong : EXIT.ok;
  });
