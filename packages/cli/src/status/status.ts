import { lastNight } from "@paperledger/core/status/night";
import { readStatus } from "@paperledger/core/status/read-status";
import { statusJson } from "@paperledger/core/status/status-json";
import { CommandError, EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { readDeploymentLedger } from "../deployments/read-deployment-ledger.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { statusText } from "./status-text.ts";

export interface StatusOptions extends DeploymentPlace {
  readonly json: boolean;
  /** The default is last night. */
  readonly since?: Date | undefined;
}

/**
 * `paperledger status`: tells how last night's runs ended, and what a person has to do. The exit code is 0 if there is nothing to
 * do, 1 if there is something, and 2 if that is unknown.
 */
export async function status(
  options: StatusOptions,
  terminal: Terminal,
  now = new Date(),
): Promise<ExitCode> {
  const { json, since } = options;
  const night = lastNight(now);
  const partsFrom = since ? ([since] as const) : ([night.from, ...(night.to ? [night.to] : [])] as const);
  return readDeploymentLedger(options, async (ledger, { isAtRest }) => {
    const read = await readStatus(ledger, { partsFrom, now });
    if (json) terminal.printJson(statusJson(read));
    else {
      const { colors, columns: width } = terminal;
      terminal.print(
        statusText(read, { place: options, colors, width, isAtRest, isNight: since === undefined }),
      );
    }
    if (read.todo.length > 0) return EXIT.wrong;
    return read.unknown.length > 0 ? EXIT.unusable : EXIT.ok;
  }).catch((error: unknown) => {
    // For a script, 1 means that there is something to do.
    throw error instanceof CommandError
      ? new CommandError(EXIT.unusable, error.message, { cause: error })
      : error;
  });
}
