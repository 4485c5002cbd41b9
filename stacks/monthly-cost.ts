import { LIST_PRICES } from "./list-prices.ts";

/** The units and sizes for a paper of one kind, as measured by `npm run bench -- --only bill`. */
export interface PaperKind {
  /** The number of papers that are written together: 25, or 10 for large records. */
  readonly batchPapers: number;
  /** The write and read units of the papers table for one paper. */
  readonly writeUnits: number;
  readonly readUnits: number;
  /** The write units of the event log for one paper. */
  readonly logWriteUnits: number;
  /** The size that its item adds to the table. 0 for a newer version, whose item replaces another. */
  readonly keptKb: number;
  /** The compressed size of its part of the batch file. */
  readonly fileKb: number;
  /** The number of papers that a processor with 1 GB processes in a second. */
  readonly papersPerSecond: number;
}

/** A line of a bill, in dollars. */
export interface CostLine {
  readonly what: string;
  readonly formula: string;
  readonly dollars: number;
}

/** A bill for a month's papers: the costs of ingesting them, and the costs of each month in which they are kept. */
export interface MonthlyCost {
  readonly ingest: readonly CostLine[];
  readonly kept: readonly CostLine[];
}

const FILE_PAPERS = 10_000;
/** A claim is an item of about 200 bytes, put once for each object. */
const CLAIM_WRITE_UNITS = 1;
/** The number of a run's events that the projector folds in one commit. */
const EVENTS_A_COMMIT = 20;
const COMMIT = { writeUnits: 20, readUnits: 3, seconds: 0.2, memoryGb: 0.5 } as const;
const LOG_KB = { file: 100, batch: 0.2 } as const;
const ARCHIVED_EVENT_KB = 2;
const KB_A_GB = 1_000_000;

/** Returns the bill for a month's papers of one kind at the list prices, without any free tier. */
export function monthlyCost(papers: number, kind: PaperKind): MonthlyCost {
  const batches = papers / kind.batchPapers;
  const files = papers / FILE_PAPERS;
  const commits = batches / EVENTS_A_COMMIT;
  const seconds = papers / kind.papersPerSecond;
  const archivedGb = (batches * ARCHIVED_EVENT_KB) / KB_A_GB;
  const logGb = (files * LOG_KB.file + batches * LOG_KB.batch) / KB_A_GB;
  return {
    ingest: [
      line("papers, written", `N x ${kind.writeUnits} write units`, writes(papers * kind.writeUnits)),
      line("papers, looked up first", `N x ${kind.readUnits} read units`, reads(papers * kind.readUnits)),
      line("event log", `N x ${kind.logWriteUnits} write units`, writes(papers * kind.logWriteUnits)),
      line(
        "claims on the batch files",
        `F x ${CLAIM_WRITE_UNITS} write unit`,
        writes(files * CLAIM_WRITE_UNITS),
      ),
      line(
        "statistics",
        `B / ${EVENTS_A_COMMIT} x (${COMMIT.writeUnits} write + ${COMMIT.readUnits} read units)`,
        writes(commits * COMMIT.writeUnits) + reads(commits * COMMIT.readUnits),
      ),
      line(
        "events, and putting them into the archive",
        `B + 2 F, B x ${ARCHIVED_EVENT_KB} KB`,
        millions(batches + 2 * files) * LIST_PRICES.millionEvents + archivedGb * LIST_PRICES.archivedGb,
      ),
      line(
        "Lambda",
        `N / ${kind.papersPerSecond} s x 1 GB, B / ${EVENTS_A_COMMIT} x ${COMMIT.seconds} s x ${COMMIT.memoryGb} GB, requests`,
        (seconds + commits * COMMIT.seconds * COMMIT.memoryGb) * LIST_PRICES.lambdaGbSecond +
          millions(files + commits) * LIST_PRICES.millionInvocations,
      ),
      line("logs", `F x ${LOG_KB.file} KB + B x ${LOG_KB.batch} KB`, logGb * LIST_PRICES.logGb),
    ],
    kept: [
      line(
        "tables, kept and recoverable",
        `N x ${kind.keptKb} KB`,
        ((papers * kind.keptKb) / KB_A_GB) * (LIST_PRICES.tableGbMonth + LIST_PRICES.recoverableGbMonth),
      ),
      line(
        "batch files and archive, kept",
        `N x ${kind.fileKb} KB, B x ${ARCHIVED_EVENT_KB} KB`,
        ((papers * kind.fileKb) / KB_A_GB) * LIST_PRICES.bucketGbMonth +
          archivedGb * LIST_PRICES.archiveGbMonth,
      ),
    ],
  };
}

/** Returns the sum of some lines, in dollars. */
export const sumOf = (lines: readonly CostLine[]): number =>
  lines.reduce((sum, { dollars }) => sum + dollars, 0);

const line = (what: string, formula: string, dollars: number): CostLine => ({ what, formula, dollars });
const millions = (count: number) => count / 1_000_000;
const writes = (units: number) => millions(units) * LIST_PRICES.millionWriteUnits;
const reads = (units: number) => millions(units) * LIST_PRICES.millionReadUnits;
