import { setTimeout as wait } from "node:timers/promises";
import { DataFolderInUseError } from "@paperledger/local/data-folder";
import { CommandError, EXIT } from "../command-error.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";

export interface FreeWait {
  readonly dataDir: string;
  /** The longest wait. */
  readonly withinMs: number;
  /** Ends the wait. */
  readonly stop?: AbortSignal | undefined;
  /** Returns false if the folder does not become free by itself. Then the wait ends at once. */
  readonly isWorthWaiting?: (error: DataFolderInUseError) => boolean;
}

const TRIES_EVERY_MS = 100;

/**
 * Opens a data folder. While another process has it, tries again.
 *
 * @param open throws DataFolderInUseError while the folder is not free
 * @throws DataFolderInUseError if the folder is not free in time, CommandError if `stop` aborts first, or any other error of `open`
 */
export async function whenFree<Opened>(
  open: () => Promise<Opened>,
  { dataDir, withinMs, stop, isWorthWaiting = () => true }: FreeWait,
): Promise<Opened> {
  const endsAtMs = performance.now() + withinMs;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof DataFolderInUseError) || !isWorthWaiting(error)) throw error;
      if (stop?.aborted)
        throw new CommandError(
          EXIT.interrupted,
          `stopped while another process worked on ${escapeForTerminal(dataDir)}. This command has done nothing`,
          { cause: error },
        );
      if (performance.now() >= endsAtMs) throw error;
    }
    await wait(TRIES_EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}
