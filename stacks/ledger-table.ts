import { TABLE_SHAPES, type TableNames } from "@paperledger/aws/tables/table-definitions";
import { stagePolicy } from "./stage-policy.ts";

interface LedgerTableOptions {
  /** Whether it can be made anew from the others: then it is neither protected nor kept point in time. */
  readonly derived?: boolean;
  /** The attribute that says when an item may be deleted, in seconds since 1970. */
  readonly ttl?: string;
}

/** A table on demand, with the keys, indexes and stream that the code expects of it. */
export function ledgerTable(
  name: string,
  table: keyof TableNames,
  { derived = false, ttl }: LedgerTableOptions = {},
): sst.aws.Dynamo {
  const { key, attributes, indexes = {}, stream } = TABLE_SHAPES[table];
  return new sst.aws.Dynamo(name, {
    fields: Object.fromEntries(
      Object.entries(attributes).map(([attribute, type]) => [attribute, FIELD_TYPES[type]]),
    ),
    primaryIndex: keysOf(key),
    globalIndexes: Object.fromEntries(
      Object.entries(indexes).map(([index, { include, ...indexKey }]) => [
        index,
        { ...keysOf(indexKey), projection: include === "all" ? "all" : [...include] },
      ]),
    ),
    stream: stream ? "new-image" : undefined,
    ttl,
    deletionProtection: stagePolicy($app.stage).keepsData && !derived,
    transform: { table: { pointInTimeRecovery: { enabled: !derived } } },
  });
}

const FIELD_TYPES = { S: "string", N: "number", B: "binary" } as const;

const keysOf = ({ hash, range }: { readonly hash: string; readonly range?: string }) => ({
  hashKey: hash,
  rangeKey: range,
});
