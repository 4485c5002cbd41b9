import { ledgerOf } from "@paperledger/aws/ledger/ledger";
import { connectToLocalAws } from "./connect-to-local-aws.ts";
import { environmentAt } from "./environment-at.ts";
import type { Laptop } from "./laptop.ts";
import { LEDGER_NAMES } from "./laptop-names.ts";
import { uploadsTo } from "./upload.ts";

/** A connection to a laptop that another process runs. `stop` ends only the connection. */
export type LaptopConnection = Omit<Laptop, "quiet" | "died">;

/** Connects to the laptop that runs on a data folder. Returns undefined if none runs. */
export async function connectToLaptop(dataDir: string): Promise<LaptopConnection | undefined> {
  const aws = await connectToLocalAws(dataDir);
  return (
    aws && {
      ledger: ledgerOf(aws.clients.documents, () => aws.clients.s3, LEDGER_NAMES),
      environment: environmentAt(aws.endpoints),
      ...uploadsTo(aws.clients.s3),
      stop: async () => aws.close(),
    }
  );
}
