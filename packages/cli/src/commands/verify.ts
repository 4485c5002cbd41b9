import { EXIT, type ExitCode } from "../command-error.ts";
import { readLedger } from "../ledgers/open-laptop.ts";
import { verifyLedger } from "../ledgers/verify-ledger.ts";
import { verificationText } from "../render/verification-text.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface VerifyOptions {
  readonly dataDir: string;
  readonly json: boolean;
}

/** `paperledger verify`: whether the statistics are the fold of the event log. */
export const verify = ({ dataDir, json }: VerifyOptions, terminal: Terminal): Promise<ExitCode> =>
  readLedger(dataDir, terminal, async (ledger) => {
    const verification = await verifyLedger(ledger);
    const { differences, events, runs, scopes, isMoving } = verification;
    if (json) {
      for (const difference of differences) terminal.printJson({ type: "difference", ...difference });
      terminal.printJson({
        type: "verified",
        events,
        runs,
        scopes,
        differences: differences.length,
        is_moving: isMoving,
      });
    } else terminal.print(verificationText(verification, terminal.colors));
    return differences.length === 0 ? EXIT.ok : EXIT.wrong;
  });
