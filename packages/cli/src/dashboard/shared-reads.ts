import { setTimeout as wait } from "node:timers/promises";
import type { ReadSide } from "@paperledger/aws/ledger/ledger";
import type { ReadLedger } from "@paperledger/dashboard/dashboard-context";
import { CommandError, EXIT } from "../command-error.ts";

/** Opens a ledger, calls `use`, and closes the ledger when `use` has ended. */
export type OpenForReading = (use: (ledger: ReadSide) => Promise<void>) => Promise<void>;

/** Reads of a ledger that is open only while somebody reads it. */
export interface SharedReads {
  readonly read: ReadLedger;
  /** Closes the ledger once nobody reads it. Further reads wait until `meanwhile` has ended. @param stop ends the wait for the readers */
  pausedWhile<Answer>(meanwhile: () => Promise<Answer>, stop?: AbortSignal): Promise<Answer>;
  /** Closes the ledger once nobody reads it. */
  close(): Promise<void>;
}

/** The ledger that is open at the moment. */
interface Session {
  readonly ledger: Promise<ReadSide>;
  readonly closed: Promise<void>;
  readonly openedAtMs: number;
  /** Ends the opener's use of the ledger. If a read failed, the error is passed to the opener, which may explain it. */
  end(error?: unknown): void;
  readers: number;
  /** Called once nobody reads any more. */
  onEmpty: (() => void)[];
}

export interface SharedReadsOptions {
  /** The ledger stays open for this long after the last read. */
  readonly idleMs?: number;
  /** A ledger that was open for this long is closed, even if somebody reads all the time. */
  readonly longestMs?: number;
  /** Then it stays closed for this long, so that a laptop can start on the folder. */
  readonly restMs?: number;
}

/**
 * Opens a ledger for the first of several reads, and keeps it open until nobody has read for a moment. So a page that asks for many
 * things opens the ledger once. When nobody looks at the page, the data folder is free for other commands.
 */
export function sharedReads(
  open: OpenForReading,
  { idleMs = 1_500, longestMs = 4_000, restMs = 300 }: SharedReadsOptions = {},
): SharedReads {
  let session: Session | undefined;
  let isFree: Promise<unknown> = Promise.resolve();

  function opened(): Session {
    const ledger = Promise.withResolvers<ReadSide>();
    const used = Promise.withResolvers<void>();
    const closed = open((given) => {
      ledger.resolve(given);
      return used.promise;
    });
    const next: Session = {
      ledger: ledger.promise,
      closed,
      openedAtMs: Date.now(),
      end: (error) => (error === undefined ? used.resolve() : used.reject(error)),
      readers: 0,
      onEmpty: [],
    };
    // Each reader gets this error itself. If the session fails while nobody reads, the next read opens a new one.
    ledger.promise.catch(() => undefined);
    // If the ledger could not be opened, nobody awaits this promise.
    used.promise.catch(() => undefined);
    closed.catch(ledger.reject).finally(() => {
      if (session === next) session = undefined;
    });
    return next;
  }

  /** Returns the session to read from. One that was open for long is closed first. */
  async function current(stop: AbortSignal | undefined): Promise<Session> {
    let free: Promise<unknown>;
    do {
      free = isFree;
      await orStopped(free, stop);
      if (session && Date.now() - session.openedAtMs > longestMs) isFree = close().then(() => wait(restMs));
    } while (free !== isFree);
    session ??= opened();
    return session;
  }

  async function read<Answer>(
    use: (ledger: ReadSide) => Promise<Answer>,
    stop?: AbortSignal,
  ): Promise<Answer> {
    const from = await current(stop);
    from.readers += 1;
    try {
      const answer = await use(await orStopped(from.ledger, stop));
      leave(from);
      void endIfIdle(from);
      return answer;
    } catch (error) {
      if (error instanceof StoppedWaitError) {
        leave(from);
        void endIfIdle(from);
        throw error;
      }
      if (session === from) session = undefined;
      leave(from);
      await emptied(from);
      // The opener may explain the error, for example as a missing permission.
      from.end(error);
      await from.closed;
      throw error;
    }
  }

  async function endIfIdle(from: Session): Promise<void> {
    await wait(idleMs, undefined, { ref: false });
    if (from.readers > 0) return;
    if (session === from) session = undefined;
    from.end();
  }

  async function close(): Promise<void> {
    const closing = session;
    session = undefined;
    if (!closing) return;
    await emptied(closing);
    closing.end();
    await closing.closed.catch(() => undefined);
  }

  return {
    read,
    close,
    async pausedWhile(meanwhile, stop) {
      const done = Promise.withResolvers<void>();
      const closed = close();
      isFree = Promise.all([done.promise, closed]);
      try {
        await orStopped(closed, stop);
        return await meanwhile();
      } finally {
        done.resolve();
      }
    },
  };
}

/** Thrown if somebody ends a job that waits for the ledger. */
class StoppedWaitError extends CommandError {
  constructor() {
    super(EXIT.interrupted, "stopped while other work had the data folder. This command has done nothing");
  }
}

/** Waits for a promise. @throws StoppedWaitError if `stop` aborts first */
async function orStopped<Answer>(awaited: Promise<Answer>, stop: AbortSignal | undefined): Promise<Answer> {
  if (!stop) return awaited;
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(new StoppedWaitError());
  stop.addEventListener("abort", abort);
  if (stop.aborted) abort();
  try {
    return await Promise.race([awaited, aborted.promise]);
  } finally {
    stop.removeEventListener("abort", abort);
  }
}

function leave(session: Session): void {
  session.readers -= 1;
  if (session.readers === 0) for (const then of session.onEmpty.splice(0)) then();
}

/** Waits until nobody reads from a session. */
const emptied = (session: Session): Promise<void> =>
  session.readers === 0 ? Promise.resolve() : new Promise((resolve) => session.onEmpty.push(resolve));
