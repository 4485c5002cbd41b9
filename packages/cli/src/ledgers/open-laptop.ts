import { readdir } from "node:fs/promises";
import type { Ledger } from "@paperledger/aws/ledger/ledger";
import { connectToLaptop } from "@paperledger/local/connect-to-laptop";
import { DataFolderInUseError } from "@paperledger/local/data-folder";
import type { Laptop, LaptopOptions } from "@paperledger/local/laptop";
import { startLaptop } from "@paperledger/local/start-laptop";
import { CommandError, EXIT } from "../command-error.ts";
import { harmless } from "../terminal/harmless.ts";

/** The laptop of a data folder: of another process, which alone knows when it is quiet, or of this one. */
export type OpenLaptop = Omit<Laptop, "quiet"> & Partial<Pick<Laptop, "quiet">>;

/** Connects to the laptop that runs on the data folder; where none does, starts one. */
export async function openLaptop(
  dataDir: string,
  options: Omit<LaptopOptions, "dataDir"> = {},
): Promise<OpenLaptop> {
  const running = await connectToLaptop(dataDir);
  if (running) return running;
  try {
    return await startLaptop({ dataDir, ...options });
  } catch (error) {
    if (!(error instanceof DataFolderInUseError)) throw error;
    const startedMeanwhile = await connectToLaptop(dataDir);
    if (startedMeanwhile) return startedMeanwhile;
    throw error;
  }
}

/**
 * Reads the ledger of a data folder, whether or not something runs on it.
 *
 * @throws CommandError where there is nothing yet; the folder is not created
 */
export async function readLedger<Answer>(
  dataDir: string,
  read: (ledger: Ledger) => Promise<Answer>,
): Promise<Answer> {
  await mustHoldSomething(dataDir);
  const laptop = await openLaptop(dataDir);
  try {
    return await read(laptop.ledger);
  } finally {
    await laptop.stop();
  }
}

async function mustHoldSomething(dataDir: string): Promise<void> {
  const names = await readdir(dataDir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new CommandError(EXIT.unusable, `${harmless(dataDir)} cannot be read: ${error.message}`, { cause: error });
  });
  if (names.length === 0)
    throw new CommandError(
      EXIT.wrong,
      `there is nothing in ${harmless(dataDir)} yet: "npm start" begins with a sample, "paperledger ingest FILE" with yours`,
    );
}
