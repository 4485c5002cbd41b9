import { setTimeout as wait } from "node:timers/promises";
import type { VerifyProgress } from "@paperledger/core/statistics/verify";
import { EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { withDeployment } from "../deployments/open-deployment.ts";
import { mustHoldSomething } from "../deployments/read-ledger.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { countedUpToJson, countedUpToText, readCountedUpTo } from "../text/counted-up-to.ts";
import { countOf } from "../text/quantities.ts";
import { verificationText } from "./verification-text.ts";
import { type Verdict, verdictOf, verifyLedger } from "./verify-ledger.ts";

export interface VerifyOptions extends DeploymentPlace {
  readonly json: boolean;
}

const QUIET_WITHIN_MS = 30_000;

const EXIT_OF: Readonly<Record<Verdict, ExitCode>> = {
  equal: EXIT.ok,
  different: EXIT.wrong,
  undecided: EXIT.undecided,
};

/**
 * `paperledger verify`: proves that the statistics are the fold of the event log. If nothing runs on the data folder, what
 * an earlier start left undone is done first, because until then the statistics may be behind the log.
 */
export async function verify(options: VerifyOptions, terminal: Terminal): Promise<ExitCode> {
  const { json } = options;
  if (options.outputs === undefined) await mustHoldSomething(options.dataDir);
  return withDeployment(options, terminal, async ({ ledger, quiet }) => {
    if (quiet) await Promise.race([quiet(), wait(QUIET_WITHIN_MS, undefined, { ref: false })]);
    const verification = await verifyLedger(ledger, {
      onProgress: (progress) => json || terminal.progress.show(progressText(progress)),
    });
    // A total that cannot be read is among the verification's unreadable items.
    const countedUpTo = await readCountedUpTo(ledger.statistics, () => {});
    const { differences, differenceCount, unreadable, unreadableCount, events, runs, scopes, isMoving } =
      verification;
    if (json) {
      for (const difference of differences) terminal.printJson({ type: "difference", ...difference });
      for (const message of unreadable) terminal.printJson({ type: "unreadable", message });
      const counts = { events, runs, scopes, differences: differenceCount, unreadable: unreadableCount };
      terminal.printJson({
        type: "verified",
        ...counts,
        is_moving: isMoving,
        ...(countedUpTo && { counted_up_to: countedUpToJson(countedUpTo) }),
      });
    } else {
      terminal.print(verificationText(verification, terminal.colors));
      if (countedUpTo) terminal.print(terminal.colors.dim(countedUpToText(countedUpTo)));
    }
    return EXIT_OF[verdictOf(verification)];
  });
}

const progressText = ({ events, items }: VerifyProgress): string =>
  [
    `folded ${countOf(events, "event")}`,
    ...(items > 0 ? [`compared with ${countOf(items, "item")} of the statistics`] : []),
  ].join(", ");
