import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { EventLog, OnUnreadable } from "@paperledger/core/runs/event-log";
import type { RunEvent } from "@paperledger/events/run-event";
import { isKnownEvent } from "@paperledger/events/stored-event";
import { readAhead } from "../tables/read-ahead.ts";
import { readOrReport } from "../tables/read-or-report.ts";
import { scanItems } from "../tables/scan-items.ts";
import { eventItem, eventOfItem, runEventFromImage } from "./event-item.ts";
import { EventLogError } from "./event-log-error.ts";
import { pagesOf, type RunsTable } from "./event-pages.ts";

/**
 * Stores the event log in the runs table. Each item is parsed when it is read. For an item that is not a run event,
 * there is an EventLogError with its trace id and seq. If `onUnreadable` is given, it gets the error, and reading
 * continues. Otherwise the method throws the error. Events of an unknown type are skipped.
 *
 * `allEvents` scans the table. DynamoDB stores the items of one partition key together, in order of the sort key. So
 * a scan usually returns them one after the other, but AWS does not promise this. The order of the partition keys is
 * arbitrary. The result may lack events that are appended during the scan.
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
  runs: RunsTable,
  onUnreadable?: OnUnreadable,
  afterSeq?: number,
): AsyncIterable<RunEvent> {
  for await (const { Items = [] } of pagesOf(traceId, runs, afterSeq)) yield* eventsIn(Items, onUnreadable);
}

async function* allEvents(
  { client, table }: RunsTable,
  onUnreadable?: OnUnreadable,
): AsyncIterable<RunEvent> {
  const pages = scanItems(client, { TableName: table, ConsistentRead: true });
  // The next page is read while the caller works on this one.
  for await (const items of readAhead(pages, async (page) => page, 2)) yield* eventsIn(items, onUnreadable);
}

function* eventsIn(
  items: readonly Readonly<Record<string, unknown>>[],
  onUnreadable?: OnUnreadable,
): Iterable<RunEvent> {
  for (const item of items) {
    const event = readOrReport(item, eventOfItem, EventLogError, onUnreadable);
    if (event && isKnownEvent(event)) yield event;
  }
}
