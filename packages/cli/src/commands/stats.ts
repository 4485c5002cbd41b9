import { ratesOf } from "@paperledger/core/statistics/rates";
import type { Scope } from "@paperledger/core/statistics/scope";
import { UnreadableStatisticError } from "@paperledger/core/statistics/unreadable-statistic";
import { EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { readDeploymentLedger } from "../deployments/open-deployment.ts";
import { statisticsText } from "../render/statistics-text.ts";
import { reportUnreadable, unreadableItems } from "../reports/unreadable-items.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface StatsOptions extends DeploymentPlace {
  readonly json: boolean;
  readonly scope: Scope;
}

/** `paperledger stats`: what all runs of a scope came to. */
export const stats = (options: StatsOptions, terminal: Terminal): Promise<ExitCode> =>
  readDeploymentLedger(options, async ({ statistics }) => {
    const { json, scope } = options;
    const unreadable = unreadableItems();
    const tally = await statistics.tally(scope).catch((error: unknown) => {
      if (!(error instanceof UnreadableStatisticError)) throw error;
      unreadable.note(error);
    });
    if (reportUnreadable(unreadable, json, terminal) || !tally) return EXIT.wrong;
    if (json) terminal.printJson({ type: "statistics", scope, ...tally, rates: ratesOf(tally) });
    else terminal.print(statisticsText(scope, tally, terminal.colors, terminal.columns));
    return EXIT.ok;
  });
