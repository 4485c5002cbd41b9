import type { CreateTableCommandInput, ScalarAttributeType } from "@aws-sdk/client-dynamodb";

/** The names of the tables of one deployment. */
export interface TableNames {
  readonly papers: string;
  readonly runs: string;
  readonly statistics: string;
  /** The attempts at runs, the messages that were handed on, and the claims on objects. */
  readonly attempts: string;
  /** The tables of the sample subscriber: the vectors, and the events that it has handled. */
  readonly vectors: string;
  readonly handledEvents: string;
}

interface Key {
  readonly hash: string;
  readonly range?: string;
}

interface TableShape {
  readonly key: Key;
  readonly attributes: Readonly<Record<string, ScalarAttributeType>>;
  readonly indexes?: Readonly<Record<string, Key & { readonly include: readonly string[] | "keys" }>>;
  readonly stream?: boolean;
  /** The attribute with the time after which DynamoDB deletes an item, in whole seconds since 1970. */
  readonly ttl?: string;
}

export const BY_DATE_INDEX = "by_date";
export const BY_STATUS_INDEX = "by_status";

/**
 * The keys, indexes and streams of each table, for `stacks/` and for the embedded DynamoDB. Only the runs table has a
 * stream, because the writes of the embedded DynamoDB become slower as a stream grows.
 */
export const TABLE_SHAPES: Readonly<Record<keyof TableNames, TableShape>> = {
  papers: { key: { hash: "paper_id" }, attributes: { paper_id: "S" } },
  runs: {
    key: { hash: "trace_id", range: "seq" },
    attributes: { trace_id: "S", seq: "N" },
    stream: true,
  },
  statistics: {
    key: { hash: "statistic_id" },
    attributes: { statistic_id: "S", run_date: "S", run_status: "S", trace_id: "S" },
    indexes: {
      // All runs of a day, or of a status, share a partition key. The index has only keys. So a run's entry is written
      // when the run begins or changes its status, and not with each batch.
      [BY_DATE_INDEX]: { hash: "run_date", range: "trace_id", include: "keys" },
      [BY_STATUS_INDEX]: { hash: "run_status", range: "trace_id", include: "keys" },
    },
  },
  attempts: { key: { hash: "pk", range: "sk" }, attributes: { pk: "S", sk: "S" }, ttl: "expires_at" },
  vectors: { key: { hash: "paper_id" }, attributes: { paper_id: "S" } },
  // The attribute is named by Powertools.
  handledEvents: { key: { hash: "id" }, attributes: { id: "S" }, ttl: "expiration" },
};

/** Returns the input of CreateTable for a table of this shape. */
export function createTableInput(name: string, shape: TableShape): CreateTableCommandInput {
  return {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: Object.entries(shape.attributes).map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    KeySchema: keySchema(shape.key),
    ...(shape.indexes && {
      GlobalSecondaryIndexes: Object.entries(shape.indexes).map(([IndexName, { include, ...key }]) => ({
        IndexName,
        KeySchema: keySchema(key),
        Projection:
          include === "keys"
            ? { ProjectionType: "KEYS_ONLY" as const }
            : { ProjectionType: "INCLUDE" as const, NonKeyAttributes: [...include] },
      })),
    }),
    ...(shape.stream && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" as const },
    }),
  };
}

const keySchema = ({ hash, range }: Key) => [
  { AttributeName: hash, KeyType: "HASH" as const },
  ...(range ? [{ AttributeName: range, KeyType: "RANGE" as const }] : []),
];
