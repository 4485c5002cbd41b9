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
  readonly isForOneCommand?: boolean;
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
  {
    onDelivery,
    onLogLine = () => {},
    chaosSeed,
    limits = false,
    isForOneCommand = false,
  }: OwnLaptopOptions = {},
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
    isForOneCommand,
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

/** The longest time for which a command waits for another one that works on the same folder. */
const FREE_WITHIN_MS = 600_000;
const LOOKS_EVERY_MS = 200;

/**
 * Connects to the laptop that runs on the data folder, if it goes on running. If there is none, starts a laptop for this command.
 * If another command has started a laptop for itself, waits until that command is done, because its laptop ends with it.
 */
export async function openLaptop(
  dataDir: string,
  terminal: Terminal,
  options: Omit<OwnLaptopOptions, "isForOneCommand"> = {},
): Promise<OpenLaptop> {
  const endsAtMs = performance.now() + FREE_WITHIN_MS;
  const isLate = () => performance.now() >= endsAtMs;
  for (let isTold = false; ; await wait(LOOKS_EVERY_MS)) {
    const other = runningOn(dataDir);
    if (other?.isForOneCommand) {
      if (isLate()) throw new DataFolderInUseError(dataDir, other.pid);
      if (!isTold)
        terminal.printError(
          `Process ${other.pid} works on ${dataDir}. This command begins when that one is done`,
        );
      isTold = true;
      continue;
    }
    const running = other && (await connectToLaptop(dataDir));
    if (running) return running;
    try {
      return await startOwnLaptop(dataDir, terminal, { ...options, isForOneCommand: true });
    } catch (error) {
      // Another process starts or stops a laptop at this moment.
      if (!(error instanceof DataFolderInUseError) || isLate()) throw error;
    }
  }
}
