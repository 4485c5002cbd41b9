import { setTimeout as wait } from "node:timers/promises";
import { EXIT, type ExitCode } from "../command-error.ts";
import { openLaptop } from "../ledgers/open-laptop.ts";
import { mustHoldSomething } from "../ledgers/read-ledger.ts";
import { verifyLedger } from "../ledgers/verify-ledger.ts";
import { countOf } from "../render/quantities.ts";
import { verificationText } from "../render/verification-text.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface VerifyOptions {
  readonly dataDir: string;
  readonly json: boolean;
}

const QUIET_WITHIN_MS = 30_000;

/**
 * `paperledger verify`: whether the statistics are the fold of the event log. Where nothing runs on the data folder,
 * what an earlier start left undone is done first: the statistics may be behind the log until then.
 */
export async function verify({ dataDir, json }: VerifyOptions, terminal: Terminal): Promise<ExitCode> {
  await mustHoldSomething(dataDir);
  const laptop = await openLaptop(dataDir, terminal);
  try {
    if (laptop.quiet) await Promise.race([laptop.quiet(), wait(QUIET_WITHIN_MS, undefined, { ref: false })]);
    const verification = await verifyLedger(laptop.ledger, {
      onProgress: (events) => json || terminal.progress.show(`folded ${countOf(events, "event")}`),
    });
    const { differences, events, runs, scopes, isMoving } = verification;
    if (json) {
      for (const difference of differences) terminal.printJson({ type: "difference", ...difference });
      const counts = { events, runs, scopes, differences: differences.length };
      terminal.printJson({ type: "verified", ...counts, is_moving: isMoving });
    } else terminal.print(verificationText(verification, terminal.colors));
    return differences.length === 0 ? EXIT.ok : EXIT.wrong;
  } finally {
    await laptop.stop();
  }
}
