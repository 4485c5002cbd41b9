import type { DeploymentPlace } from "./deployment-place.ts";
import { type LedgerUse, type ReadOpenLedger, readLedger } from "./read-ledger.ts";

/** Reads the ledger of a deployment. If the laptop does not run, starts its stores but none of its functions. */
export async function readDeploymentLedger<Answer>(
  { dataDir, outputs }: DeploymentPlace,
  read: ReadOpenLedger<Answer>,
  use?: LedgerUse,
): Promise<Answer> {
  if (outputs === undefined) return readLedger(dataDir, read, use);
  // On a laptop, the other clients of AWS are not loaded.
  const { readLedgerOnAws } = await import("./open-deployment.ts");
  return readLedgerOnAws(outputs, (ledger) => read(ledger, { isAtRest: false }));
}
