import { ratesOf } from "@paperledger/core/statistics/rates";
import { isProjected, RUN_STATUSES, type RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { readDeploymentLedger } from "../deployments/read-deployment-ledger.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { countedUpToJson, countedUpToText, readCountedUpTo } from "../text/counted-up-to.ts";
import { reportUnreadable, unreadableItems } from "../text/unreadable-items.ts";
import { runsTable } from "./runs-table.ts";
import { type RunSelection, selectRuns } from "./select-runs.ts";

export interface RunsOptions extends RunSelection, DeploymentPlace {
  readonly json: boolean;
  readonly limit: number;
}

/** `paperledger runs`: lists the newest runs of a day, or with a status. */
export const runs = (options: RunsOptions, terminal: Terminal): Promise<ExitCode> =>
  readDeploymentLedger(options, async ({ statistics }) => {
    const { limit, json } = options;
    const today = new Date().toISOString().slice(0, 10);
    const found: RunStatistics[] = [];
    const unreadable = unreadableItems();
    for await (const run of selectRuns(statistics, options, today, unreadable.note)) {
      found.push(run);
      if (found.length > limit) break;
    }
    const shown = found.slice(0, limit);
    if (json) {
      for (const run of shown)
        terminal.printJson({
          type: "run",
          ...run,
          is_projected: isProjected(run),
          rates: ratesOf(run.tally),
        });
    } else if (shown.length === 0) terminal.print(nothingText(options, today));
    else terminal.print(runsTable(shown, terminal.colors, terminal.columns));
    if (!json && found.length > limit)
      terminal.print(terminal.colors.dim(`There are more: --limit ${limit * 10}`));
    const countedUpTo = await readCountedUpTo(statistics, unreadable.note);
    if (countedUpTo && json) terminal.printJson({ type: "counted-up-to", ...countedUpToJson(countedUpTo) });
    if (countedUpTo && !json) terminal.print(terminal.colors.dim(countedUpToText(countedUpTo)));
    return reportUnreadable(unreadable, json, terminal) ? EXIT.wrong : EXIT.ok;
  });

function nothingText({ date, status }: RunSelection, today: string): string {
  const which = status === undefined ? "run" : `${status} run`;
  if (date !== undefined) return `No ${which} on ${date} (UTC).`;
  if (status !== undefined) return `No ${which}.`;
  return `No run today (${today}, UTC). Of another day: --date YYYY-MM-DD. Of a status: --status ${RUN_STATUSES.join("|")}`;
}
