import {
  type AttributeValue,
  BatchWriteItemCommand,
  PutItemCommand,
  paginateScan,
} from "@aws-sdk/client-dynamodb";
import { dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import { TABLES } from "@paperledger/local/laptop-names";
import pMap from "p-map";

type Item = Record<string, AttributeValue>;

const PUTS_AT_ONCE = 25;
const REQUESTS_AT_ONCE = 4;

/**
 * Copies the only run of a data folder until the folder has `count` such runs. It copies the events and the statistics of the run under other
 * trace ids of the same moment, and multiplies the sums. It reads no attribute but the trace id and the counts. So the folder may be
 * that of another build. Nothing may run on the folder.
 *
 * @param database the SQLite file of the folder's DynamoDB
 */
export async function copyRun(database: string, count: number): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const dynamoDb = await startEmbeddedDynamoDb({ file: database });
  opened.defer(dynamoDb.stop);
  const client = dynamoDbClient(emulatedAt(dynamoDb.endpoint));
  opened.defer(async () => client.destroy());
  const itemsOf = async (TableName: string) => {
    const items: Item[] = [];
    for await (const page of paginateScan({ client }, { TableName })) items.push(...(page.Items ?? []));
    return items;
  };
  const events = await itemsOf(TABLES.runs);
  const statistics = await itemsOf(TABLES.statistics);
  const ulid = events[0]?.trace_id?.S?.slice(-ULID_LENGTH);
  if (ulid === undefined) throw new Error(`there is no run in ${database}`);
  const isOfRun = ({ statistic_id }: Item) => statistic_id?.S?.includes(`run#`) === true;
  const ofRun = [
    ...events.map((item) => ({ table: TABLES.runs, item })),
    ...statistics.filter(isOfRun).map((item) => ({ table: TABLES.statistics, item })),
  ].map(({ table, item }) => ({ table, text: JSON.stringify(item) }));
  const copiesAtOnce = Math.floor(PUTS_AT_ONCE / ofRun.length);
  const groups = Array.from({ length: Math.ceil((count - 1) / copiesAtOnce) }, (_, nth) =>
    Array.from(
      { length: Math.min(copiesAtOnce, count - 1 - nth * copiesAtOnce) },
      (_, index) => nth * copiesAtOnce + index,
    ),
  );
  await pMap(
    groups,
    async (nths) => {
      const puts = nths.flatMap((nth) =>
        ofRun.map(({ table, text }) => ({
          table,
          Item: JSON.parse(text.replaceAll(ulid, copiedUlid(ulid, nth))),
        })),
      );
      const ofTable = (table: string) =>
        puts.filter((put) => put.table === table).map(({ Item }) => ({ PutRequest: { Item } }));
      const RequestItems = {
        [TABLES.runs]: ofTable(TABLES.runs),
        [TABLES.statistics]: ofTable(TABLES.statistics),
      };
      await client.send(new BatchWriteItemCommand({ RequestItems }));
    },
    { concurrency: REQUESTS_AT_ONCE },
  );
  for (const sum of statistics.filter((item) => SUM.test(item.statistic_id?.S ?? "")))
    await client.send(new PutItemCommand({ TableName: TABLES.statistics, Item: multiplied(sum, count) }));
}

/** The characters of a ULID, of which the first ten are its time. */
const ULID_LENGTH = 26;
const TIME_LENGTH = 10;

/** The ids of sums, in any slot. */
const SUM = /^(s\d+#)?(total|day#|source#)/;

/** Returns another ULID of the same moment. Decimal digits are digits of a ULID too. */
const copiedUlid = (ulid: string, nth: number) =>
  ulid.slice(0, TIME_LENGTH) + String(nth).padStart(ULID_LENGTH - TIME_LENGTH, "0");

/** Returns the sum of `count` equal runs from the sum of one. The times of the shortest and the longest batch do not change. */
const multiplied = (sum: Item, count: number): Item =>
  Object.fromEntries(
    Object.entries(sum).map(([name, value]) => [
      name,
      value.N === undefined || /_(min|max)$/.test(name) ? value : { N: String(Number(value.N) * count) },
    ]),
  );
