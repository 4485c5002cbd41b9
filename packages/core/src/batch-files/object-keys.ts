/** An upload under this prefix of the raw bucket starts a run. */
export const RAW_DATA_PREFIX = "raw-data/";

/** Rejects are kept under this prefix of the raw bucket. An object here starts no run. */
export const REJECTS_PREFIX = "rejects/";

/** Rejects that are processed again are uploaded under this prefix. They are batch files, so they start a run. */
export const REDRIVES_PREFIX = `${RAW_DATA_PREFIX}redrives/`;

/** Lambda writes discarded stream batches under this prefix of the discarded bucket. Lambda chooses the path. */
export const DISCARDED_PREFIX = "aws/lambda/";

/** Returns the key of a batch file: `raw-data/YYYY-MM-DD/papers-<id>-<name>`. The day is in UTC. */
export const batchFileKey = (day: Date, id: string, name: string): string =>
  `${RAW_DATA_PREFIX}${day.toISOString().slice(0, 10)}/papers-${id}-${name}`;

interface RejectedRecords {
  readonly traceId: string;
  readonly seq: number;
  /** The numbers of the batch's first and last record. */
  readonly first: number;
  readonly last: number;
}

/** Returns the key of a batch's rejects: `rejects/<trace id>/<seq in 6 digits>-<first record>-<last record>.ndjson`. */
export const rejectsKey = ({ traceId, seq, first, last }: RejectedRecords, prefix = REJECTS_PREFIX): string =>
  `${prefix}${traceId}/${String(seq).padStart(6, "0")}-${first}-${last}.ndjson`;
