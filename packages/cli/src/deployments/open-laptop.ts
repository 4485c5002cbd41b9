import { setTimeout as wait } from "node:timers/promises";
import { connectToLaptop, type LaptopConnection } from "@paperledger/local/connect-to-laptop";
import { DataFolderInUseError, runningOn } from "@paperledger/local/data-folder";
import type { Laptop, LaptopOptions } from "@paperledger/local/laptop";
import { startLaptop } from "@paperledger/local/start-laptop";
import { logLines } from "../terminal/log-lines.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { laptopProblemText } from "./laptop-problem.ts";

/** The laptop of a data folder, in this process or in another. Only the process that runs a laptop knows when it is idle. */
export type OpenLaptop = LaptopConnection & Partial<Pick<OwnLaptop, "quiet" | "lastError">>;

/** A laptop that this process runs. */
export interface OwnLaptop extends Laptop {
  /** Returns the last error that one of its functions logged, in one line. Undefined if none did. */
  lastError(): string | undefined;
}

export interface OwnLaptopOptions {
  readonly onDelivery?: NonNullable<LaptopOptions["onDelivery"]>;
  /** Called for each log line of a function, printed or not. */
  readonly onLogLine?: (line: string) => void;
  readonly chaosSeed?: number | undefined;
  readonly limits?: boolean;
}

/**
 * Starts a laptop in this process. Its DynamoDB is the one at AWS_ENDPOINT_URL_DYNAMODB, if that is set. If its embedded
 * DynamoDB dies, the command ends.
 *
 * @param dataDir null keeps everything in memory
 * @throws DataFolderInUseError, DataFolderLayoutError, FileError, JsonFileError, DatabaseFileError, EmbeddedDynamoDbError
 */
export async function startOwnLaptop(
  dataDir: string | null,
  terminal: Terminal,
  { onDelivery, onLogLine = () => {}, chaosSeed, limits = false }: OwnLaptopOptions = {},
): Promise<OwnLaptop> {
  const log = logLines(terminal);
  const laptop = await startWhenFree({
    ...(dataDir !== null && { dataDir }),
    dynamoDbEndpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB || undefined,
    onLogLine(functionName, line) {
      log.hear(functionName, line);
      onLogLine(line);
    },
    onProblem: (problem) => terminal.printError(terminal.colors.dim(laptopProblemText(problem))),
    chaosSeed,
    limits,
    ...(onDelivery && { onDelivery }),
  });
  void laptop.died.then(terminal.endWith);
  return { ...laptop, lastError: log.lastError };
}

/** Each attempt waits some time for the folder. */
const FREE_WITHIN_ATTEMPTS = 10;
const AGAIN_AFTER_MS = 50;

/** Starts a laptop. If a command or a dashboard reads the folder, waits until it has released the folder. */
async function startWhenFree(options: LaptopOptions): Promise<Laptop> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startLaptop(options);
    } catch (error) {
      const isRead =
        error instanceof DataFolderInUseError && options.dataDir !== undefined && !runningOn(options.dataDir);
      if (!isRead || attempt === FREE_WITHIN_ATTEMPTS) throw error;
    }
    await wait(AGAIN_AFTER_MS);
  }
}

/** Connects to the laptop that runs on the data folder. If none runs there, starts one. */
export async function openLaptop(
  dataDir: string,
  terminal: Terminal,
  options: OwnLaptopOptions = {},
): Promise<OpenLaptop> {
  const running = await connectToLaptop(dataDir);
  if (running) return running;
  try {
    return await startOwnLaptop(dataDir, terminal, options);
  } catch (error) {
    const startedMeanwhile =
      error instanceof DataFolderInUseError ? await connectToLaptop(dataDir) : undefined;
    if (startedMeanwhile) return startedMeanwhile;
    throw error;
  }
}
