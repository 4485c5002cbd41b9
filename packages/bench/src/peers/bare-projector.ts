// A Lambda handler that does as little as possible to publish and to count. It sends each event to the bus. Meanwhile it reads one item for each
// run, and writes these items and three sums in bare transactions. It folds nothing, and has no slots, no generations and no index.
import {
  type AttributeValue,
  BatchGetItemCommand,
  DynamoDBClient,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { handler as publish, type StreamBatch } from "./bare-publisher.ts";

/** A transaction has at most 100 actions. Three are the sums. */
const RUNS_A_TRANSACTION = 97;
const SUMS = ["bare#day", "bare#source", "bare#total"];

const { STATISTICS_TABLE: table = "" } = process.env;
const client = new DynamoDBClient();

export async function handler(batch: StreamBatch): Promise<void> {
  await Promise.all([publish(batch), count(batch)]);
}

async function count({ Records }: StreamBatch): Promise<void> {
  const byRun = Map.groupBy(Records, ({ dynamodb: { NewImage } }) => NewImage.trace_id?.S ?? "");
  const runs = [...byRun].map(([run, { length }]) => ({ id: `bare#${run}`, events: length }));
  for (let from = 0; from < runs.length; from += RUNS_A_TRANSACTION)
    await write(runs.slice(from, from + RUNS_A_TRANSACTION));
}

async function write(runs: readonly { readonly id: string; readonly events: number }[]): Promise<void> {
  const keys = runs.map(({ id }) => ({ statistic_id: { S: id } }));
  const read = await client.send(
    new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
  );
  const before = new Map(
    read.Responses?.[table]?.map((item) => [item.statistic_id?.S, Number(item.events?.N)]),
  );
  await client.send(
    new TransactWriteItemsCommand({
      TransactItems: [
        ...runs.map(({ id, events }) => ({ Put: putOf(id, before.get(id) ?? 0, events) })),
        ...SUMS.map((id) => ({ Update: added(id, runs.length) })),
      ],
    }),
  );
}

const number = (value: number): AttributeValue => ({ N: String(value) });

/** The bytes of a run's item in the statistics, after some batches. */
const FIGURES = "x".repeat(900);

const putOf = (id: string, before: number, events: number) => ({
  TableName: table,
  Item: { statistic_id: { S: id }, events: number(before + events), figures: { S: FIGURES } },
  ConditionExpression: "attribute_not_exists(statistic_id) OR events = :before",
  ExpressionAttributeValues: { ":before": number(before) },
});

const added = (id: string, count: number) => ({
  TableName: table,
  Key: { statistic_id: { S: id } },
  UpdateExpression: "ADD runs :count",
  ExpressionAttributeValues: { ":count": number(count) },
});
