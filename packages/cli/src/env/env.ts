import { BUS, LEDGER_NAMES } from "@paperledger/local/laptop-names";
import { EXIT, type ExitCode } from "../command-error.ts";
import { runningLaptop } from "../deployments/running-laptop.ts";
import type { Terminal } from "../terminal/terminal.ts";

/**
 * Prints the endpoints of a running laptop and the names of its tables, bucket and bus: as exports for a shell, or as JSON.
 *
 * @throws CommandError if nothing runs there
 */
export async function env(
  { dataDir, json }: { readonly dataDir: string; readonly json: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const laptop = await runningLaptop(dataDir);
  const variables = {
    ...laptop.environment,
    PAPERS_TABLE: LEDGER_NAMES.papersTable,
    RUNS_TABLE: LEDGER_NAMES.runsTable,
    RAW_BUCKET: LEDGER_NAMES.rawBucket,
    EVENT_BUS_NAME: BUS,
  };
  await laptop.stop();
  if (json) terminal.printJson({ type: "environment", environment: variables });
  else for (const [name, value] of Object.entries(variables)) terminal.print(`export ${name}='${value}'`);
  return EXIT.ok;
}
