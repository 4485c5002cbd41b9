import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  ExecuteStatementCommand,
  GetCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
} from "@aws-sdk/lib-dynamodb";
import { insertStatement, type Parameter } from "../statements/statement.ts";
import { TABLE_SHAPES, type TableNames } from "../tables/table-definitions.ts";
import { PROBE_KEY, type Probe } from "./probe.ts";

export interface ProbedTable {
  readonly client: DynamoDBDocumentClient;
  readonly setting: string;
  /** The kind of table, which determines its keys. */
  readonly kind: keyof TableNames;
  readonly table: string;
}

type Read = "GetItem" | "BatchGetItem" | "Query" | "Scan";
type Write = "PutItem" | "UpdateItem" | "DeleteItem" | "ConditionCheckItem";

/** Returns a probe of each index that is queried. The permission to query a table does not include its indexes. */
export const indexProbes = (of: ProbedTable): readonly Probe[] =>
  Object.entries(TABLE_SHAPES[of.kind].indexes ?? {}).map(([index, { hash }]) => ({
    ...probe(of, ["Query"], (options) => of.client.send(queryOf(of.table, hash, index), options)),
    resource: `index ${index} of table ${of.table}`,
  }));

/**
 * Returns probes for the ways in which a function uses a table. For each way to read, a probe reads an item that does not exist. For all
 * ways to write, one transaction writes such an item under a condition that is never true, so nothing is written.
 */
export function tableProbes(
  of: ProbedTable,
  { reads = [], writes = [] }: { readonly reads?: readonly Read[]; readonly writes?: readonly Write[] },
): readonly Probe[] {
  return [
    ...reads.map((read) => probe(of, [read], READS[read](of))),
    ...(writes.length > 0 ? [probe(of, writes, refusedTransaction(of, writes))] : []),
  ];
}

/** Returns a probe for PartiQL's UPDATE, with a statement like the one that updates papers. */
export const updateStatementProbe = (of: ProbedTable): Probe => {
  const { hash } = TABLE_SHAPES[of.kind].key;
  const text = `UPDATE "${of.table}" SET "probed" = ? WHERE "${hash}" = ? AND "updated_at" < ?`;
  return statementProbe(of, "PartiQLUpdate", text, [true, PROBE_KEY, PROBE_KEY]);
};

/**
 * Returns a probe for PartiQL's INSERT. Its only condition is that the key is free, so the statement has a key that no
 * item can have: a key is never a boolean.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
export const insertStatementProbe = (of: ProbedTable): Probe => {
  const { Statement, Parameters } = insertStatement(of.table, { [TABLE_SHAPES[of.kind].key.hash]: true });
  return statementProbe(of, "PartiQLInsert", Statement, Parameters);
};

/** A statement that DynamoDB rejects is not a finding, because the probe of reads already detects wrong keys. */
const statementProbe = (of: ProbedTable, action: string, Statement: string, Parameters: Parameter[]): Probe =>
  probe(of, [action], async (options) => {
    const command = new ExecuteStatementCommand({ Statement, Parameters });
    await of.client.send(command, options).catch((error) => {
      if (!NO_FINDINGS.has(error.name)) throw error;
    });
  });

const NO_FINDINGS: ReadonlySet<string> = new Set(["ConditionalCheckFailedException", "ValidationException"]);

const probe = (
  { client, setting, table }: ProbedTable,
  actions: readonly string[],
  send: Probe["send"],
): Probe => ({
  setting,
  resource: `table ${table}`,
  actions: actions.map((action) => `dynamodb:${action}`),
  region: () => client.config.region(),
  send,
});

const READS: Readonly<Record<Read, (of: ProbedTable) => Probe["send"]>> = {
  GetItem: (of) => (options) =>
    of.client.send(new GetCommand({ TableName: of.table, Key: absentKey(of) }), options),
  BatchGetItem: (of) => (options) =>
    of.client.send(new BatchGetCommand({ RequestItems: { [of.table]: { Keys: [absentKey(of)] } } }), options),
  Query: (of) => (options) => of.client.send(queryOf(of.table, TABLE_SHAPES[of.kind].key.hash), options),
  Scan: (of) => (options) => of.client.send(new ScanCommand({ TableName: of.table, Limit: 1 }), options),
};

const queryOf = (table: string, hash: string, index?: string) =>
  new QueryCommand({
    TableName: table,
    ...(index !== undefined && { IndexName: index }),
    KeyConditionExpression: "#hash = :key",
    ExpressionAttributeNames: { "#hash": hash },
    ExpressionAttributeValues: { ":key": PROBE_KEY },
  });

const refusedTransaction =
  (of: ProbedTable, writes: readonly Write[]): Probe["send"] =>
  async (options) => {
    const TransactItems = writes.map((write) => refusedWrite(of, write));
    await of.client.send(new TransactWriteCommand({ TransactItems }), options).catch((error) => {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const isOtherShape = error.CancellationReasons?.some(({ Code }) => Code === "ValidationError");
      if (isOtherShape) throw Object.assign(new Error(error.message), { name: "ValidationException" });
    });
  };

function refusedWrite(of: ProbedTable, write: Write) {
  const there = {
    TableName: of.table,
    ConditionExpression: "attribute_exists(#hash)",
    ExpressionAttributeNames: { "#hash": TABLE_SHAPES[of.kind].key.hash },
  };
  const key = absentKey(of, `${PROBE_KEY}-${write}`);
  switch (write) {
    case "PutItem":
      return { Put: { ...there, Item: key } };
    case "UpdateItem":
      return { Update: { ...there, Key: key, UpdateExpression: "REMOVE probed" } };
    case "DeleteItem":
      return { Delete: { ...there, Key: key } };
    case "ConditionCheckItem":
      return { ConditionCheck: { ...there, Key: key } };
  }
}

function absentKey({ kind }: ProbedTable, hashValue: string = PROBE_KEY): Record<string, string | number> {
  const { key, attributes } = TABLE_SHAPES[kind];
  return {
    [key.hash]: hashValue,
    ...(key.range && { [key.range]: attributes[key.range] === "N" ? -1 : PROBE_KEY }),
  };
}
