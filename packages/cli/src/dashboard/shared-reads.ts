import { setTimeout as wait } from "node:timers/promises";
import type { ReadSide } from "@paperledger/aws/ledger/ledger";
import type { ReadLedger } from "@paperledger/dashboard/dashboard-context";

/** Opens a ledger, calls `use`, and closes the ledger when `use` has ended. */
export type OpenForReading = (use: (ledger: ReadSide) => Promise<void>) => Promise<void>;

/** Reads of a ledger that is open only while somebody reads it. */
export interface SharedReads {
  readonly read: ReadLedger;
  /** Closes the ledger, and lets reads wait until `meanwhile` has ended. */
  pausedWhile<Answer>(meanwhile: () => Promise<Answer>): Promise<Answer>;
  /** Closes the ledger. */
  close(): Promise<void>;
}

/** The ledger that is open at the moment. */
interface Session {
  readonly ledger: Promise<ReadSide>;
  readonly closed: Promise<void>;
  /** Ends `use`. An error ends it with the error, which the opener may explain. */
  end(error?: unknown): void;
  readers: number;
}

/**
 * Opens a ledger for the first of several reads and keeps it open until nobody has read for a moment. So a page that asks for many
 * things opens it once, and a data folder that nobody looks at stays free for other commands.
 */
export function sharedReads(open: OpenForReading, idleMs = 1_500): SharedReads {
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
      end: (error) => (error === undefined ? used.resolve() : used.reject(error)),
      readers: 0,
    };
    // Whoever reads is told; a session that fails with nobody reading is opened again by the next read.
    ledger.promise.catch(() => undefined);
    closed.catch(ledger.reject).finally(() => {
      if (session === next) session = undefined;
    });
    return next;
  }

  async function read<Answer>(use: (ledger: ReadSide) => Promise<Answer>): Promise<Answer> {
    await isFree;
    session ??= opened();
    const current = session;
    current.readers += 1;
    try {
      return await use(await current.ledger);
    } catch (error) {
      // The opener may explain the error, as by a missing permission.
      current.end(error);
      await current.closed;
      throw error;
    } finally {
      current.readers -= 1;
      void endIfIdle(current);
    }
  }

  async function endIfIdle(current: Session): Promise<void> {
    await wait(idleMs, undefined, { ref: false });
    if (current.readers > 0) return;
    if (session === current) session = undefined;
    current.end();
  }

  async function close(): Promise<void> {
    const current = session;
    session = undefined;
    current?.end();
    await current?.closed.catch(() => undefined);
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
