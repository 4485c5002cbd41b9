import { setTimeout as wait } from "node:timers/promises";
import type { ReadSide } from "@paperledger/aws/ledger/ledger";
import type { ReadLedger } from "@paperledger/dashboard/dashboard-context";

/** Opens a ledger, calls `use`, and closes the ledger when `use` has ended. */
export type OpenForReading = (use: (ledger: ReadSide) => Promise<void>) => Promise<void>;

/** Reads of a ledger that is open only while somebody reads it. */
export interface SharedReads {
  readonly read: ReadLedger;
  /** Closes the ledger when nobody reads it any more, and lets further reads wait until `meanwhile` has ended. */
  pausedWhile<Answer>(meanwhile: () => Promise<Answer>): Promise<Answer>;
  /** Closes the ledger when nobody reads it any more. */
  close(): Promise<void>;
}

/** The ledger that is open at the moment. */
interface Session {
  readonly ledger: Promise<ReadSide>;
  readonly closed: Promise<void>;
  readonly openedAtMs: number;
  /** Ends `use`. An error ends it with the error, which the opener may explain. */
  end(error?: unknown): void;
  readers: number;
  /** Is called when nobody reads any more. */
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
 * Opens a ledger for the first of several reads and keeps it open until nobody has read for a moment. So a page that asks for many
 * things opens it once, and a data folder that nobody looks at stays free for other commands.
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
    // Whoever reads is told; a session that fails with nobody reading is opened again by the next read.
    ledger.promise.catch(() => undefined);
    // A ledger that could not be opened has no use to end.
    used.promise.catch(() => undefined);
    closed.catch(ledger.reject).finally(() => {
      if (session === next) session = undefined;
    });
    return next;
  }

  /** Returns the session to read from. One that was open for long is closed first. */
  async function current(): Promise<Session> {
    for (let free: unknown; free !== isFree; await free) {
      free = isFree;
      await free;
      if (session && Date.now() - session.openedAtMs > longestMs) isFree = close().then(() => wait(restMs));
    }
    session ??= opened();
    return session;
  }

  async function read<Answer>(use: (ledger: ReadSide) => Promise<Answer>): Promise<Answer> {
    const from = await current();
    from.readers += 1;
    try {
      const answer = await use(await from.ledger);
      leave(from);
      void endIfIdle(from);
      return answer;
    } catch (error) {
      if (session === from) session = undefined;
      leave(from);
      await emptied(from);
      // The opener may explain the error, as by a missing permission.
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
    async pausedWhile(meanwhile) {
      const done = Promise.withResolvers<void>();
      isFree = done.promise;
      try {
        await close();
        return await meanwhile();
      } finally {
        done.resolve();
      }
    },
  };
}

function leave(session: Session): void {
  session.readers -= 1;
  if (session.readers === 0) for (const then of session.onEmpty.splice(0)) then();
}

/** Waits until nobody reads from a session. */
const emptied = (session: Session): Promise<void> =>
  session.readers === 0 ? Promise.resolve() : new Promise((resolve) => session.onEmpty.push(resolve));
