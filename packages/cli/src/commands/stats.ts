import { ratesOf } from "@paperledger/core/statistics/rates";
import type { Scope } from "@paperledger/core/statistics/scope";
import { EXIT, type ExitCode } from "../command-error.ts";
import { readLedger } from "../ledgers/read-ledger.ts";
import { statisticsText } from "../render/statistics-text.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface StatsOptions {
  readonly dataDir: string;
  readonly json: boolean;
  readonly scope: Scope;
}

/** `paperledger stats`: what all runs of a scope came to. */
export const stats = ({ dataDir, json, scope }: StatsOptions, terminal: Terminal): Promise<ExitCode> =>
  readLedger(dataDir, async ({ statistics }) => {
    const tally = await statistics.tally(scope);
    if (json) terminal.printJson({ type: "statistics", scope, ...tally, rates: ratesOf(tally) });
    else terminal.print(statisticsText(scope, tally, terminal.colors, terminal.columns));
    return EXIT.ok;
  });
