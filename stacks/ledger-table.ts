import { TABLE_SHAPES, type TableNames } from "@paperledger/aws/tables/table-definitions";
import { stagePolicy } from "./stage-policy.ts";

interface LedgerTableOptions {
  /** True for a table that can be rebuilt or is not essential. It has no deletion protection and no point-in-time recovery. */
  readonly derived?: boolean;
  /** The write units a second that the table takes at once. The default is AWS's value for a new table. */
  readonly warmWrites?: number | undefined;
}

/** The read units a second of a new on-demand table. They are set too, because warm throughput is set for reads and writes together. */
const WARM_READS = 12_000;

/** Creates an on-demand table with the keys, indexes, stream and time to live that the code expects. */
export function ledgerTable(
  name: string,
  table: keyof TableNames,
  { derived = false, warmWrites }: LedgerTableOptions = {},
): sst.aws.Dynamo {
  const { key, attributes, indexes = {}, stream, ttl } = TABLE_SHAPES[table];
  return new sst.aws.Dynamo(name, {
    fields: Object.fromEntries(
      Object.entries(attributes).map(([attribute, type]) => [attribute, FIELD_TYPES[type]]),
    ),
    primaryIndex: keysOf(key),
    globalIndexes: Object.fromEntries(
      Object.entries(indexes).map(([index, { include, ...indexKey }]) => [
        index,
        { ...keysOf(indexKey), projection: include === "keys" ? "keys-only" : [...include] },
      ]),
    ),
    stream: stream ? "new-image" : undefined,
    ttl,
    deletionProtection: stagePolicy($app.stage).keepsData && !derived,
    transform: {
      table: {
        pointInTimeRecovery: { enabled: !derived },
        ...(warmWrites !== undefined && {
          warmThroughput: { readUnitsPerSecond: WARM_READS, writeUnitsPerSecond: warmWrites },
        }),
      },
    },
  });
}

const FIELD_TYPES = { S: "string", N: "number", B: "binary" } as const;

const keysOf = ({ hash, range }: { readonly hash: string; readonly range?: string }) => ({
  hashKey: hash,
  rangeKey: range,
});
