import { foldRun } from "@paperledger/core/runs/run-fold";
import { countOf } from "@paperledger/core/text/quantities";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { readDeploymentLedger } from "../deployments/read-deployment-ledger.ts";
import { findRun, noSuchRun } from "../runs/find-run.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { rejectText } from "../text/reject-text.ts";
import { reportUnreadable, unreadableItems } from "../text/unreadable-items.ts";
import { commandLine } from "../text/where-next.ts";

export interface RejectsOptions extends DeploymentPlace {
  readonly json: boolean;
}

/** `paperledger rejects`: shows the records of a run that could not be read or written. JSON has their whole text. */
export async function rejects(id: string, options: RejectsOptions, terminal: Terminal): Promise<ExitCode> {
  return readDeploymentLedger(options, async ({ eventLog, rejects: store, statistics }) => {
    const traceId = await findRun(id, statistics, options);
    const unreadable = unreadableItems();
    const { rejectKeys, lastEventAt } = await foldRun(traceId, eventLog.eventsOf(traceId, unreadable.note));
    const code = reportUnreadable(unreadable, options.json, terminal) ? EXIT.wrong : EXIT.ok;
    if (lastEventAt === undefined && code === EXIT.ok) throw await noSuchRun(traceId, statistics, options);
    let count = 0;
    for (const key of rejectKeys)
      for await (const reject of store.read(key)) {
        count += 1;
        if (options.json) terminal.printJson({ type: "reject", reject_key: key, ...reject });
        else terminal.print(rejectText(reject, terminal.colors, terminal.columns));
      }
    if (options.json) terminal.printJson({ type: "rejects", count });
    else if (count === 0) terminal.print("No record of this run was rejected.");
    else {
      const again = commandLine(`redrive ${ulidOf(traceId)} --rejects`, options);
      terminal.print(`\n${countOf(count, "reject")}. When the cause is fixed:  ${again}`);
    }
    return code;
  });
}
