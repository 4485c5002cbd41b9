import { connectToLaptop, type LaptopConnection } from "@paperledger/local/connect-to-laptop";
import { DataFolderInUseError, runningOn } from "@paperledger/local/data-folder";
import type { Laptop, LaptopOptions } from "@paperledger/local/laptop";
import { startLaptop } from "@paperledger/local/start-laptop";
import { refuseIfStopped } from "../command-error.ts";
import { environment } from "../environment.ts";
import { logLines } from "../terminal/log-lines.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { laptopProblemText } from "./laptop-problem.ts";
import { whenFree } from "./when-free.ts";

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
  /** Ends the wait for a folder that is in use. If it aborts before the laptop is open, the laptop is stopped. */
  readonly stop?: AbortSignal | undefined;
}

/**
 * Starts a laptop in this process, and shows that it starts. Its DynamoDB is the one at AWS_ENDPOINT_URL_DYNAMODB, if that is set. If its embedded
 * DynamoDB dies, the command ends. If a command or a dashboard reads the folder, waits until it has released the folder.
 *
 * @param dataDir null keeps everything in memory
 * @throws DataFolderInUseError, DataFolderLayoutError, FileError, JsonFileError, DatabaseFileError, EmbeddedDynamoDbError, and CommandError if `stop` has aborted
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
    stop,
  }: OwnLaptopOptions = {},
): Promise<OwnLaptop> {
  const log = logLines(terminal);
  const started: LaptopOptions = {
    ...(dataDir !== null && { dataDir }),
    dynamoDbEndpoint: environment.dynamoDbEndpoint(),
    onLogLine(functionName, line) {
      log.hear(functionName, line);
      onLogLine(line);
    },
    onProblem: (problem) => terminal.printError(terminal.colors.dim(laptopProblemText(problem))),
    chaosSeed,
    limits,
    isForOneCommand,
    ...(onDelivery && { onDelivery }),
  };
  terminal.progress.show("starting ...");
  const laptop = await whenFree(() => startLaptop(started), {
    dataDir: dataDir ?? "",
    withinMs: READ_WITHIN_MS,
    stop,
    // A command or a dashboard that reads the folder releases it soon. A laptop stays.
    isWorthWaiting: () => dataDir !== null && !runningOn(dataDir),
  }).finally(terminal.progress.clear);
  void laptop.died.then(terminal.endWith);
  return unlessStopped({ ...laptop, lastError: log.lastError }, stop);
}

/** Returns a laptop that was opened. @throws CommandError after it has stopped the laptop, if the signal has aborted meanwhile */
async function unlessStopped<Opened extends OpenLaptop>(
  laptop: Opened,
  stop: AbortSignal | undefined,
): Promise<Opened> {
  if (stop?.aborted) await laptop.stop();
  refuseIfStopped(stop);
  return laptop;
}

/** The longest time for which a command waits for another one that works on the same folder. */
const FREE_WITHIN_MS = 600_000;

/** The longest time for which a laptop waits until commands and dashboards that read the folder have released it. */
const READ_WITHIN_MS = 10_000;

/**
 * Opens a laptop on the data folder. If `npm start` runs there, this connects to its laptop. Otherwise this starts a laptop for the
 * command. A laptop that another command started ends with that command, so this waits until it has ended.
 *
 * @throws CommandError if the signal aborts before the laptop is open
 */
export function openLaptop(
  dataDir: string,
  terminal: Terminal,
  options: Omit<OwnLaptopOptions, "isForOneCommand"> = {},
): Promise<OpenLaptop> {
  let isTold = false;
  const open = async (): Promise<OpenLaptop> => {
    const other = runningOn(dataDir);
    if (other?.isForOneCommand) {
      if (!isTold)
        terminal.printError(
          `Process ${other.pid} works on ${dataDir}. This command begins when that one is done`,
        );
      isTold = true;
      throw new DataFolderInUseError(dataDir, other.pid);
    }
    const running = other && (await connectToLaptop(dataDir));
    if (running) return unlessStopped(running, options.stop);
    return startOwnLaptop(dataDir, terminal, { ...options, isForOneCommand: true });
  };
  // The folder is in use also while another process starts or stops a laptop.
  return whenFree(open, { dataDir, withinMs: FREE_WITHIN_MS, stop: options.stop });
}
