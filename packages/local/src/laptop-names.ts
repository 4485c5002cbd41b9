import type { LedgerNames } from "@paperledger/aws/ledger/ledger";
import type { TableNames } from "@paperledger/aws/tables/table-definitions";

/** The names of the tables on a laptop. */
export const TABLES: TableNames = {
  papers: "paperledger-papers",
  runs: "paperledger-runs",
  statistics: "paperledger-statistics",
  attempts: "paperledger-attempts",
  vectors: "paperledger-vectors",
  handledEvents: "paperledger-handled-events",
};

export const RAW_BUCKET = "paperledger-raw";
export const BUS = "paperledger";
/** Stores the stream batches that the projector could not handle, with their records. */
export const DISCARDED_BUCKET = "paperledger-discarded";
/** Brings uploads, and the continuations of long runs, to the processor. */
export const UPLOADS_QUEUE = "paperledger-uploads";
/** Gets the messages that the processor could not handle in all their receives. */
export const PROCESSOR_DEAD_LETTERS_QUEUE = "paperledger-failed-invocations";
/** Brings the objects of a backfill, and the continuations of their runs, to the processor. */
export const BACKFILL_QUEUE = "paperledger-backfill";
/** Gets the messages of a backfill that the processor could not handle in all their receives. */
export const BACKFILL_DEAD_LETTERS_QUEUE = "paperledger-failed-backfill";
/** Gets the bus events that the sample subscriber could not handle. */
export const UNDELIVERED_EVENTS_QUEUE = "paperledger-undelivered-events";

export const LEDGER_NAMES: LedgerNames = {
  papersTable: TABLES.papers,
  runsTable: TABLES.runs,
  statisticsTable: TABLES.statistics,
  attemptsTable: TABLES.attempts,
  rawBucket: RAW_BUCKET,
};
