import { connectToLaptop } from "@paperledger/local/connect-to-laptop";
import { DataFolderInUseError } from "@paperledger/local/data-folder";
import type { Laptop, LaptopOptions } from "@paperledger/local/laptop";
import { startLaptop } from "@paperledger/local/start-laptop";
import { problemText } from "../error-text.ts";
import { logLinePrinter } from "../reports/log-lines.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** The laptop of a data folder: of another process, which alone knows when it is quiet, or of this one. */
export type OpenLaptop = Omit<Laptop, "quiet"> & Partial<Pick<Laptop, "quiet">>;

export interface LaptopTelling {
  /** Prints all log lines of the functions, not only those that tell of an error. */
  readonly verbose?: boolean;
  readonly onDelivery?: NonNullable<LaptopOptions["onDelivery"]>;
  readonly chaosSeed?: number | undefined;
}

/**
 * Starts a laptop in this process. Its DynamoDB is the one at AWS_ENDPOINT_URL_DYNAMODB, where that is set.
 *
 * @param dataDir null keeps everything in memory
 * @throws DataFolderInUseError, EmbeddedDynamoDbError
 */
export const startOwnLaptop = (
  dataDir: string | null,
  terminal: Terminal,
  { verbose = false, onDelivery, chaosSeed }: LaptopTelling = {},
): Promise<Laptop> =>
  startLaptop({
    ...(dataDir !== null && { dataDir }),
    dynamoDbEndpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB || undefined,
    onLogLine: logLinePrinter(terminal, verbose),
    onProblem: (problem) => terminal.printError(terminal.colors.dim(problemText(problem))),
    chaosSeed,
    ...(onDelivery && { onDelivery }),
  });

/** Connects to the laptop that runs on the data folder; where none does, starts one. */
export async function openLaptop(
  dataDir: string,
  terminal: Terminal,
  telling: LaptopTelling = {},
): Promise<OpenLaptop> {
  const running = await connectToLaptop(dataDir);
  if (running) return running;
  try {
    return await startOwnLaptop(dataDir, terminal, telling);
  } catch (error) {
    const startedMeanwhile =
      error instanceof DataFolderInUseError ? await connectToLaptop(dataDir) : undefined;
    if (startedMeanwhile) return startedMeanwhile;
    throw error;
  }
}
