import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, PutCommand, paginateQuery, paginateScan } from "@aws-sdk/lib-dynamodb";
import type { EventLog, OnUnreadable } from "@paperledger/core/runs/event-log";
import type { RunEvent } from "@paperledger/events/run-event";
import { isKnownEvent } from "@paperledger/events/stored-event";
import { eventItem, eventOfItem, runEventFromImage } from "./event-item.ts";
import { EventLogError } from "./event-log-error.ts";

interface RunsTable {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}

/**
 * The runs table as the event log. Each item is parsed when it is read. An item that is not a run event is an
 * EventLogError with its trace id and seq: if `onUnreadable` is given, it is called with the error and reading continues.
 * Otherwise the method throws. Events of a type that only newer code knows are passed over.
 *
 * `allEvents` scans. DynamoDB keeps the items of one partition key together and in order of the sort key, so a scan usually
 * gives them one after the other; AWS does not promise it. The partition keys come in no order. Events that are
 * appended during the scan may or may not be in it.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.Partitions.html
 */
export const dynamoDbEventLog = (runs: RunsTable): EventLog => ({
  append: (event) => append(event, runs),
  eventsOf: (traceId, onUnreadable, afterSeq) => eventsOf(traceId, runs, onUnreadable, afterSeq),
  allEvents: (onUnreadable) => allEvents(runs, onUnreadable),
});

async function append(event: RunEvent, { client, table }: RunsTable): Promise<RunEvent> {
  try {
    await client.send(
      new PutCommand({
        TableName: table,
        Item: eventItem(event),
        ConditionExpression: "attribute_not_exists(trace_id)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
    return event;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return runEventFromImage(error.Item);
  }
}

async function* eventsOf(
  traceId: string,
  { client, table }: RunsTable,
  onUnreadable?: OnUnreadable,
  afterSeq?: number,
): AsyncIterable<RunEvent> {
  const isAfter = afterSeq !== undefined;
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      KeyConditionExpression: `trace_id = :trace_id${isAfter ? " AND seq > :after" : ""}`,
      ExpressionAttributeValues: { ":trace_id": traceId, ...(isAfter && { ":after": afterSeq }) },
      ConsistentRead: true,
    },
  );
  for await (const { Items = [] } of pages) yield* eventsIn(Items, onUnreadable);
}

async function* allEvents(
  { client, table }: RunsTable,
  onUnreadable?: OnUnreadable,
): AsyncIterable<RunEvent> {
  const pages = paginateScan({ client }, { TableName: table, ConsistentRead: true });
  for await (const { Items = [] } of pages) yield* eventsIn(Items, onUnreadable);
}

function* eventsIn(
  items: readonly Readonly<Record<string, unknown>>[],
  onUnreadable?: OnUnreadable,
): Iterable<RunEvent> {
  for (const item of items) {
    const event = readOrReport(item, onUnreadable);
    if (event && isKnownEvent(event)) yield event;
  }
}

function readOrReport(item: Readonly<Record<string, unknown>>, onUnreadable?: OnUnreadable) {
  try {
    return eventOfItem(item);
  } catch (error) {
    if (!(error instanceof EventLogError) || !onUnreadable) throw error;
    return onUnreadable(error);
  }
}
