import { stuckRuns } from "@paperledger/core/runs/stuck-runs";
import { momentText } from "@paperledger/core/text/moment";
import { countOf } from "@paperledger/core/text/quantities";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { readDeploymentLedger } from "../deployments/read-deployment-ledger.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { reportUnreadable, unreadableItems } from "../text/unreadable-items.ts";
import { commandLine } from "../text/where-next.ts";

export interface StuckRunsOptions extends DeploymentPlace {
  readonly json: boolean;
  /** A run without an event for this many minutes counts as stuck. */
  readonly minutes: number;
}

/** `paperledger runs --stuck`: lists the runs that began and went silent. The exit code is 1 if there is one. */
export const listStuckRuns = (options: StuckRunsOptions, terminal: Terminal): Promise<ExitCode> =>
  readDeploymentLedger(options, async (ledger) => {
    const silentSince = new Date(Date.now() - options.minutes * 60_000);
    let count = 0;
    const unreadable = unreadableItems();
    for await (const { run, lastEventAt } of stuckRuns(ledger, silentSince, unreadable.note)) {
      count += 1;
      if (options.json) terminal.printJson({ type: "stuck-run", last_event_at: lastEventAt, ...run });
      else
        terminal.print(
          `${ulidOf(run.trace_id)}  silent since ${momentText(lastEventAt)}  ${escapeForTerminal(run.key ?? "-")}`,
        );
    }
    const hasUnreadable = reportUnreadable(unreadable, options.json, terminal);
    const code = count === 0 && !hasUnreadable ? EXIT.ok : EXIT.wrong;
    if (options.json) terminal.printJson({ type: "stuck-runs", count });
    else if (count === 0) terminal.print(`No run has been silent for ${countOf(options.minutes, "minute")}.`);
    else
      terminal.print(`\nEach can be handed to the processor again:  ${commandLine("redrive RUN", options)}`);
    return code;
  });
