import { DYNAMODB_PRICE } from "@paperledger/core/prices/dynamodb-price";
import type { Sample } from "./sample-object.ts";

/** The estimated size and cost of a backfill, if every paper is new. */
export interface Estimate {
  readonly objects: number;
  readonly bytes: number;
  readonly records: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly dollars: number;
}

/** Returns an estimate in the form of JSON answers. */
export const estimateJson = (expected: Estimate, pace: Pace) => {
  const { writeUnits, readUnits, ...rest } = expected;
  return {
    type: "estimate",
    ...rest,
    write_units: writeUnits,
    read_units: readUnits,
    seconds: secondsOf(expected, pace),
    files_at_once: pace.filesAtOnce,
  };
};

/**
 * The write capacity of a new on-demand table. @see
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
 */
export const NEW_TABLE_WRITE_UNITS_PER_SECOND = 4_000;

/** An assumption. Records of 3 KB are read faster, and records of 15 KB about as fast. Your dashboard shows your own rate. */
export const RECORDS_PER_SECOND_A_FILE = 200;

/** A batch-done of 25 papers holds their ids, and takes two write units. */
const BATCH_PAPERS = 25;
const BATCH_DONE_WRITE_UNITS = 2;

/**
 * Estimates a backfill from samples, in proportion to the stored bytes.
 *
 * @param all the number of objects to ingest, and their stored bytes
 */
export function estimate(
  { objects, bytes }: { readonly objects: number; readonly bytes: number },
  samples: readonly Sample[],
): Estimate {
  const sum = (of: (sample: Sample) => number) => samples.reduce((total, sample) => total + of(sample), 0);
  const sampledBytes = sum((sample) => sample.bytes);
  const share = sampledBytes === 0 ? 0 : bytes / sampledBytes;
  const records = Math.round(sum((sample) => sample.records) * share);
  const batches = Math.ceil(records / BATCH_PAPERS);
  const writeUnits =
    Math.round(sum((sample) => sample.writeUnits) * share) + batches * BATCH_DONE_WRITE_UNITS;
  const readUnits = Math.round(sum((sample) => sample.readUnits) * share);
  return {
    objects,
    bytes,
    records,
    writeUnits,
    readUnits,
    dollars: writeUnits * DYNAMODB_PRICE.dollarsPerWriteUnit + readUnits * DYNAMODB_PRICE.dollarsPerReadUnit,
  };
}

/** The limits of a backfill's pace. */
export interface Pace {
  /** Objects that are processed at once. */
  readonly filesAtOnce: number;
  /** The write units a second that the papers table takes from the start. */
  readonly writeUnitsPerSecond: number;
}

/**
 * Returns the shortest time that a backfill can take: the time to read the files, or the time to write to the table, whichever is
 * longer.
 */
export const secondsOf = (
  { objects, records, writeUnits }: Estimate,
  { filesAtOnce, writeUnitsPerSecond }: Pace,
): number =>
  Math.max(
    records / (RECORDS_PER_SECOND_A_FILE * Math.max(1, Math.min(filesAtOnce, objects))),
    writeUnits / writeUnitsPerSecond,
  );

/** The queue drops a message after 7 days. A backfill of 5 days leaves 2 days for problems. */
export const LONGEST_BACKFILL_DAYS = 5;
const LONGEST_SECONDS = LONGEST_BACKFILL_DAYS * 24 * 60 * 60;

/** The pace that a backfill needs, or the answer that no setting is fast enough. */
export type PaceNeeded = { readonly kind: "settings"; readonly pace: Pace } | { readonly kind: "too-large" };

/**
 * Returns the pace that a backfill needs to end within {@link LONGEST_BACKFILL_DAYS}. Returns undefined if the current pace is
 * enough.
 *
 * @param most the most that the settings allow
 */
export function paceNeeded(estimate: Estimate, pace: Pace, most: Pace): PaceNeeded | undefined {
  if (secondsOf(estimate, pace) <= LONGEST_SECONDS) return undefined;
  if (secondsOf(estimate, most) > LONGEST_SECONDS) return { kind: "too-large" };
  const filesAtOnce = Math.ceil(estimate.records / RECORDS_PER_SECOND_A_FILE / LONGEST_SECONDS);
  const writeUnitsPerSecond = Math.ceil(estimate.writeUnits / LONGEST_SECONDS);
  return {
    kind: "settings",
    pace: {
      filesAtOnce: Math.max(pace.filesAtOnce, filesAtOnce),
      writeUnitsPerSecond: Math.max(pace.writeUnitsPerSecond, writeUnitsPerSecond),
    },
  };
}
