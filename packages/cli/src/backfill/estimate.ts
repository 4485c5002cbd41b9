import type { Sample } from "./sample-object.ts";

/**
 * The prices of DynamoDB's on-demand capacity. They differ by region and change: look before a large backfill.
 *
 * @see https://aws.amazon.com/dynamodb/pricing/on-demand/
 */
export const PRICE = {
  region: "us-east-1",
  since: "2024-11-01",
  dollarsPerWriteUnit: 0.625e-6,
  dollarsPerReadUnit: 0.125e-6,
} as const;

/** The estimated size and cost of a backfill, if every paper is new. */
export interface Estimate {
  readonly objects: number;
  readonly bytes: number;
  readonly records: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly dollars: number;
  /** The least time in which a new on-demand table takes the write units. */
  readonly seconds: number;
}

/** The capacity of a new on-demand table. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html */
const NEW_TABLE_WRITE_UNITS_PER_SECOND = 4_000;

/** A batch-done of 25 papers holds their ids, and takes two write units. */
const BATCH_PAPERS = 25;
const BATCH_DONE_WRITE_UNITS = 2;

/**
 * Estimates a backfill from samples, in proportion to the stored bytes.
 *
 * @param sizesBytes the size of every object to ingest
 */
export function estimate(sizesBytes: readonly number[], samples: readonly Sample[]): Estimate {
  const sum = (of: (sample: Sample) => number) => samples.reduce((total, sample) => total + of(sample), 0);
  const bytes = sizesBytes.reduce((total, size) => total + size, 0);
  const sampledBytes = sum((sample) => sample.bytes);
  const share = sampledBytes === 0 ? 0 : bytes / sampledBytes;
  const records = Math.round(sum((sample) => sample.records) * share);
  const batches = Math.ceil(records / BATCH_PAPERS);
  const writeUnits =
    Math.round(sum((sample) => sample.writeUnits) * share) + batches * BATCH_DONE_WRITE_UNITS;
  const readUnits = Math.round(sum((sample) => sample.readUnits) * share);
  return {
    objects: sizesBytes.length,
    bytes,
    records,
    writeUnits,
    readUnits,
    dollars: writeUnits * PRICE.dollarsPerWriteUnit + readUnits * PRICE.dollarsPerReadUnit,
    seconds: writeUnits / NEW_TABLE_WRITE_UNITS_PER_SECOND,
  };
}
