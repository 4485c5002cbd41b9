import { CreateTableCommand, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, PutCommand, paginateScan } from "@aws-sdk/lib-dynamodb";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import * as z from "zod";
import { createTableInput, TABLE_SHAPES } from "../tables/table-definitions.ts";

let tablesMade = 0;

/** Creates an empty statistics table and returns its name. */
export async function newStatisticsTable(client: DynamoDBDocumentClient): Promise<string> {
  const table = `statistics-${++tablesMade}`;
  await client.send(new CreateTableCommand(createTableInput(table, TABLE_SHAPES.statistics)));
  return table;
}

/** Returns the items of a table by id, not parsed. */
export async function itemsOf(client: DynamoDBDocumentClient, table: string) {
  const items = new Map<string, Record<string, unknown>>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true }))
    for (const item of Items) items.set(String(item.statistic_id), item);
  return items;
}

/** Calls a function just before each transaction is sent, to simulate another writer. */
export function beforeTransactions(
  client: DynamoDBDocumentClient,
  otherWriter: () => Promise<unknown>,
): void {
  client.middlewareStack.add((next, { commandName }) => async (args) => {
    if (commandName === "TransactWriteItemsCommand") await otherWriter();
    return next(args);
  });
}

/** A key of the document client, or in DynamoDB's JSON. */
const keySchema = z.object({
  statistic_id: z.union([z.string(), z.object({ S: z.string() }).transform(({ S }) => S)]),
});
const transactionSchema = z.object({
  TransactItems: z.array(
    z.object({
      Put: z.object({ Item: keySchema }).optional(),
      Update: z.object({ Key: keySchema }).optional(),
      ConditionCheck: z.object({ Key: keySchema }).optional(),
    }),
  ),
});

/** Records the keys of each transaction that is sent. */
export function recordTransactions(client: DynamoDBDocumentClient): readonly (readonly string[])[] {
  const transactions: string[][] = [];
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName === "TransactWriteCommand" || commandName === "TransactWriteItemsCommand")
          transactions.push(
            transactionSchema
              .parse(args.input)
              .TransactItems.flatMap(({ Put, Update, ConditionCheck }) => [
                Put?.Item ?? Update?.Key ?? ConditionCheck?.Key ?? { statistic_id: "" },
              ])
              .map(({ statistic_id }) => statistic_id),
          );
        return next(args);
      },
    { step: "initialize" },
  );
  return transactions;
}

/** Simulates a SIGKILL of the client's process after this number of requests. No request is sent after that. */
export function dieAfter(
  client: DynamoDBDocumentClient,
  request: number,
): { readonly isDead: () => boolean } {
  let sent = 0;
  client.middlewareStack.add((next) => async (args) => {
    sent += 1;
    if (sent > request) throw new Error("killed");
    const answer = await next(args);
    if (sent >= request) throw new Error("killed");
    return answer;
  });
  return { isDead: () => sent >= request };
}

/** Makes DynamoDB cancel the first transaction with these codes, without a write. */
export function cancelFirstTransaction(client: DynamoDBDocumentClient, codes: readonly string[]): void {
  let cancelled = false;
  client.middlewareStack.add((next, { commandName }) => async (args) => {
    if (commandName !== "TransactWriteItemsCommand" || cancelled) return next(args);
    cancelled = true;
    throw new TransactionCanceledException({
      $metadata: {},
      message: "injected",
      CancellationReasons: codes.map((Code) => ({ Code })),
    });
  });
}

/** Makes queries and scans answer with this many items at a time. */
export function inPagesOf(client: DynamoDBDocumentClient, Limit: number): { pages: number } {
  const seen = { pages: 0 };
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName !== "QueryCommand" && commandName !== "ScanCommand") return next(args);
        seen.pages++;
        return next({ ...args, input: { ...args.input, Limit } });
      },
    { step: "initialize" },
  );
  return seen;
}

/** Records the keys of each BatchGetItem that is sent. */
export function recordKeysRead(client: DynamoDBDocumentClient): readonly string[] {
  const read: string[] = [];
  client.middlewareStack.add((next, { commandName }) => (args) => {
    if (commandName === "BatchGetItemCommand")
      for (const { Keys } of Object.values(batchGetSchema.parse(args.input).RequestItems))
        for (const key of Keys)
          read.push(z.object({ statistic_id: z.object({ S: z.string() }) }).parse(key).statistic_id.S);
    return next(args);
  });
  return read;
}

/** Rewrites a completed run and its day in the form of an earlier version, which did not count by hour. */
export async function storeWithoutHours(
  client: DynamoDBDocumentClient,
  table: string,
  { trace_id, run_date }: RunStatistics,
): Promise<void> {
  const items = await itemsOf(client, table);
  for (const id of [`run#${trace_id}`, `day#${run_date}`]) {
    const item = Object.entries(items.get(id) ?? {}).filter(([name]) => !/^h\d\d[a-z]$/.test(name));
    const Item = { ...Object.fromEntries(item), ...(id.startsWith("run#") && { run_status: "completed" }) };
    await client.send(new PutCommand({ TableName: table, Item }));
  }
}

const batchGetSchema = z.object({
  RequestItems: z.record(z.string(), z.object({ Keys: z.array(z.unknown()), ConsistentRead: z.boolean() })),
});

/** Makes DynamoDB leave half of the keys of the first BatchGetItem unprocessed, as throttling does. */
export function leaveHalfUnprocessed(client: DynamoDBDocumentClient): { requests: number } {
  const seen = { requests: 0 };
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== "BatchGetItemCommand") return next(args);
        seen.requests += 1;
        if (seen.requests > 1) return next(args);
        const [[table, { Keys, ...rest }] = ["", { Keys: [] }]] = Object.entries(
          batchGetSchema.parse(args.input).RequestItems,
        );
        const half = Math.ceil(Keys.length / 2);
        const part = (from: number, to: number) => ({ [table]: { ...rest, Keys: Keys.slice(from, to) } });
        const answer = await next({ ...args, input: { ...args.input, RequestItems: part(0, half) } });
        const UnprocessedKeys = part(half, Keys.length);
        return { ...answer, output: { ...answer.output, UnprocessedKeys } };
      },
    { step: "initialize" },
  );
  return seen;
}

const batchWriteSchema = z.object({ RequestItems: z.record(z.string(), z.array(z.unknown())) });

/** Makes DynamoDB leave half of each BatchWriteItem with several requests unprocessed, as throttling does. */
export function leaveHalfUnwritten(client: DynamoDBDocumentClient): { requests: number } {
  const seen = { requests: 0 };
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== "BatchWriteItemCommand") return next(args);
        seen.requests += 1;
        const [[table, requests] = ["", []]] = Object.entries(
          batchWriteSchema.parse(args.input).RequestItems,
        );
        const half = Math.ceil(requests.length / 2);
        const RequestItems = { [table]: requests.slice(0, half) };
        const answer = await next({ ...args, input: { ...args.input, RequestItems } });
        const left = requests.slice(half);
        const UnprocessedItems = left.length > 0 ? { [table]: left } : {};
        return { ...answer, output: { ...answer.output, UnprocessedItems } };
      },
    { step: "initialize" },
  );
  return seen;
}
