import { type RebuildProgress, rebuildStatistics } from "@paperledger/core/statistics/rebuild-statistics";
import { countOf } from "@paperledger/core/text/quantities";
import { EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { readDeploymentLedger } from "../deployments/read-deployment-ledger.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { reportUnreadable, unreadableItems } from "../text/unreadable-items.ts";

export interface RebuildCommandOptions extends DeploymentPlace {
  readonly json: boolean;
  /** The number of slots of the new statistics. The default is the number of the live ones. */
  readonly slots?: number | undefined;
}

/** `paperledger rebuild`: computes the statistics again from the event log, beside the old ones, and then switches to them. */
export const rebuild = (options: RebuildCommandOptions, terminal: Terminal): Promise<ExitCode> =>
  readDeploymentLedger(
    options,
    async ({ eventLog, rebuilds }) => {
      const unreadable = unreadableItems();
      terminal.progress.show("reading the event log");
      const done = await rebuildStatistics(eventLog, rebuilds, {
        onProgress({ step, events, runs, deleted }) {
          if (step === "folding")
            terminal.progress.show(`folded ${countOf(events, "event")} of ${countOf(runs, "run")}`);
          if (step === "deleting")
            terminal.progress.show(`deleted ${countOf(deleted, "item")} of the old statistics`);
        },
        onUnreadable: unreadable.note,
        slots: options.slots,
      });
      const { events, runs, deleted } = done;
      const isIncomplete = reportUnreadable(unreadable, options.json, terminal);
      if (options.json) terminal.printJson({ type: "rebuilt", ...counts(done) });
      else
        terminal.print(
          [
            terminal.colors.green("The statistics are rebuilt from the event log."),
            `  ${countOf(events, "event")} of ${countOf(runs, "run")} folded; ${countOf(deleted, "item")} of the old statistics deleted`,
            ...(isIncomplete
              ? ["  Items that could not be read are not counted: correct or delete them"]
              : []),
          ].join("\n"),
        );
      return isIncomplete ? EXIT.wrong : EXIT.ok;
    },
    { toWrite: true },
  );

const counts = ({ events, runs, deleted, unreadable }: RebuildProgress) => ({
  events,
  runs,
  deleted,
  unreadable,
});
