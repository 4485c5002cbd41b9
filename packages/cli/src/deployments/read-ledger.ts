import { readdir } from "node:fs/promises";
import type { ReadSide } from "@paperledger/aws/ledger/ledger";
import { FileError } from "@paperledger/embedded/file-error";
import type { OpenLedger } from "@paperledger/local/ledger-at";
import { openLedgerAtRest, openRunningLedger } from "@paperledger/local/open-ledger";
import { CommandError, EXIT } from "../command-error.ts";
import { environment } from "../environment.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import { commandLine } from "../text/where-next.ts";
import { whenFree } from "./when-free.ts";

export interface LedgerUse {
  /** True for a command that also writes to the tables, such as `rebuild`. */
  readonly toWrite?: boolean;
  /** Ends the wait for a folder that is in use. */
  readonly stop?: AbortSignal;
}

/** Reads a ledger. `isAtRest` is true if nothing else works on the ledger meanwhile. */
export type ReadOpenLedger<Answer> = (
  ledger: ReadSide,
  open: { readonly isAtRest: boolean },
) => Promise<Answer>;

/**
 * Reads the ledger of a data folder. If no laptop runs there, starts its stores but none of its functions, so that an
 * interrupted run stays interrupted.
 *
 * @throws CommandError if the folder is empty or missing, or if `stop` aborts while the folder is in use. A missing folder is not created
 */
export async function readLedger<Answer>(
  dataDir: string,
  read: ReadOpenLedger<Answer>,
  use: LedgerUse = {},
): Promise<Answer> {
  await mustHoldSomething(dataDir);
  const { ledger, isAtRest, died, stop } = await openLedger(dataDir, use);
  const lost = died?.then((error): Promise<never> => Promise.reject(error));
  try {
    const answer = read(ledger, { isAtRest });
    return await (lost ? Promise.race([answer, lost]) : answer);
  } finally {
    await stop();
  }
}

/** Checks that there is data in the folder. @throws CommandError if there is none */
export async function mustHoldSomething(dataDir: string): Promise<void> {
  const names = await readdir(dataDir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new FileError(dataDir, "read", error);
  });
  if (names.length === 0)
    throw new CommandError(
      EXIT.wrong,
      [
        `there is nothing in ${escapeForTerminal(dataDir)} yet.`,
        `To begin with a sample:  ${commandLine("start", { dataDir })}`,
        `To begin with yours:     ${commandLine("ingest FILE", { dataDir })}`,
      ].join("\n"),
    );
}

/** Another command may hold the folder for a moment. A starting laptop needs a moment until it accepts connections. */
const FREE_WITHIN_MS = 10_000;

function openLedger(dataDir: string, { toWrite = false, stop }: LedgerUse): Promise<OpenLedger> {
  const dynamoDbEndpoint = environment.dynamoDbEndpoint();
  const open = async () =>
    (await openRunningLedger(dataDir)) ?? (await openLedgerAtRest({ dataDir, dynamoDbEndpoint, toWrite }));
  return whenFree(open, { dataDir, withinMs: FREE_WITHIN_MS, stop });
}
