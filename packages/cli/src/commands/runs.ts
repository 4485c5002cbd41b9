import { ratesOf } from "@paperledger/core/statistics/rates";
import {
  isProjected,
  RUN_STATUSES,
  type RunStatistics,
  type RunStatus,
} from "@paperledger/core/statistics/run-statistics";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import { EXIT, type ExitCode } from "../command-error.ts";
import { readLedger } from "../ledgers/read-ledger.ts";
import { runsTable } from "../render/runs-table.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface RunsOptions {
  readonly dataDir: string;
  readonly json: boolean;
  /** UTC. Where neither date nor status is given: today. */
  readonly date?: string;
  readonly status?: RunStatus;
  readonly limit: number;
}

/** `paperledger runs`: the newest runs of a day, or of a status. */
export const runs = (options: RunsOptions, terminal: Terminal): Promise<ExitCode> =>
  readLedger(options.dataDir, async ({ statistics }) => {
    const { limit, json } = options;
    const found: RunStatistics[] = [];
    for await (const run of selected(statistics, options)) {
      if (found.length > limit) break;
      found.push(run);
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
      return EXIT.ok;
    }
    if (shown.length === 0) terminal.print(nothingText(options));
    else terminal.print(runsTable(shown, terminal.colors, terminal.columns));
    if (found.length > limit) terminal.print(terminal.colors.dim(`More: --limit ${limit * 10}`));
    return EXIT.ok;
  });

async function* selected(
  statistics: Pick<StatisticsStore, "runsOn" | "runsWith">,
  { date, status }: RunsOptions,
): AsyncIterable<RunStatistics> {
  if (status !== undefined && date === undefined) return yield* statistics.runsWith(status);
  for await (const run of statistics.runsOn(date ?? today()))
    if (status === undefined || run.run_status === status) yield run;
}

const today = () => new Date().toISOString().slice(0, 10);

function nothingText({ date, status }: RunsOptions): string {
  const which = status === undefined ? "run" : `${status} run`;
  if (date !== undefined) return `No ${which} on ${date} (UTC).`;
  return status === undefined
    ? `No run today (${today()}, UTC). Another day's: --date YYYY-MM-DD. All of a status: --status ${RUN_STATUSES.join("|")}`
    : `No ${which}.`;
}
