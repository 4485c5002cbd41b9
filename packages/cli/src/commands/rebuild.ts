import { rebuildStatistics } from "@paperledger/core/statistics/rebuild-statistics";
import { EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { readDeploymentLedger } from "../deployments/open-deployment.ts";
import { countOf } from "../render/quantities.ts";
import { harmless } from "../terminal/harmless.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface RebuildCommandOptions extends DeploymentPlace {
  readonly json: boolean;
}

/** `paperledger rebuild`: computes the statistics anew from the event log, beside the old ones, and switches over. */
export const rebuild = (options: RebuildCommandOptions, terminal: Terminal): Promise<ExitCode> =>
  readDeploymentLedger(options, async ({ eventLog, rebuilds }) => {
    const done = await rebuildStatistics(eventLog, rebuilds, {
      onProgress({ step, events, runs, deleted }) {
        if (options.json) return;
        if (step === "folding")
          terminal.progress.show(`folded ${countOf(events, "event")} of ${countOf(runs, "run")}`);
        if (step === "deleting")
          terminal.progress.show(`deleted ${countOf(deleted, "item")} of the statistics before`);
      },
      onUnreadable: ({ message }) =>
        terminal.printError(`an item of the event log is not counted: ${harmless(message)}`),
    });
    const { events, runs, deleted, unreadable } = done;
    if (options.json) terminal.printJson({ type: "rebuilt", events, runs, deleted, unreadable });
    else
      terminal.print(
        `${terminal.colors.green("The statistics are built anew from the event log.")}\n  ${countOf(events, "event")} of ${countOf(runs, "run")} folded; the statistics before, ${countOf(deleted, "item")}, deleted`,
      );
    return unreadable === 0 ? EXIT.ok : EXIT.wrong;
  });
