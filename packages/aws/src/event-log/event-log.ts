import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { EventLog, OnUnreadable } from "@paperledger/core/runs/event-log";
import type { RunEvent } from "@paperledger/events/run-event";
import { isKnownEvent } from "@paperledger/events/stored-event";
import { executeStatements, MAX_STATEMENTS } from "../statements/execute-statements.ts";
import { insertStatement } from "../statements/statement.ts";
import { resultOfStatement } from "../statements/statement-result.ts";
import { gatherRequests } from "../tables/gather-requests.ts";
import { itemOfJson } from "../tables/parsed-answer.ts";
import { readOrReport } from "../tables/read-or-report.ts";
import { scanPages } from "../tables/scan-items.ts";
import { eventItem, eventOfItem, runEventFromImage } from "./event-item.ts";
import { EventLogError } from "./event-log-error.ts";
import { pagesOf, type RunsTable } from "./event-pages.ts";

/**
 * Stores the event log in the runs table. Each item is parsed when it is read. For an item that is not a run event,
 * there is an EventLogError with its trace id and seq. If `onUnreadable` is given, it gets the error, and reading
 * continues. Otherwise the method throws the error. Events of an unknown type are skipped.
 *
 * While an append is in flight, further events wait. They are then appended together, each with its own condition. The
 * order in which they reach the stream is not defined.
 *
 * `allEvents` scans the table. DynamoDB stores the items of one partition key together, in order of the sort key. So
 * a scan usually returns them one after the other, but AWS does not promise this. The order of the partition keys is
 * arbitrary. The result may lack events that are appended during the scan.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.Partitions.html
 */
export function dynamoDbEventLog(runs: RunsTable): EventLog {
  const gathered = gatherRequests((events: readonly RunEvent[]) => appendTogether(events, runs), {
    maxSize: MAX_STATEMENTS,
    maxUnderWay: 1,
  });
  return {
    async append(event, signal) {
      const { answer, place } = await gathered(event, signal);
      const stored = answer[place];
      if (stored) return stored;
      signal?.throwIfAborted();
      return appendAlone(event, runs);
    },
    eventsOf: (traceId, onUnreadable, afterSeq) => eventsOf(traceId, runs, onUnreadable, afterSeq),
    allEvents: (onUnreadable) => allEvents(runs, onUnreadable),
  };
}

/**
 * Appends events in one request. Returns each event, or undefined in its place if it has to be appended alone. Then its
 * place in the log is taken, or DynamoDB throttled or refused it. The other events of the request are appended.
 *
 * @throws TableRefusedError, or the SDK's error if the whole request failed
 */
async function appendTogether(
  events: readonly RunEvent[],
  runs: RunsTable,
): Promise<readonly (RunEvent | undefined)[]> {
  if (events.length === 1) return Promise.all(events.map((event) => appendAlone(event, runs)));
  const { client, table } = runs;
  const errors = await executeStatements(
    client,
    events.map((event) => insertStatement(table, eventItem(event))),
  );
  return events.map((event, place) => {
    const result = resultOfStatement(table, errors[place], { kind: "appended" as const });
    return result.kind === "appended" ? event : undefined;
  });
}

/** Appends an event. The answer contains the event that is already at its place. */
async function appendAlone(event: RunEvent, { client, table }: RunsTable): Promise<RunEvent> {
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
  for await (const { Items = [] } of pagesOf(traceId, runs, afterSeq))
    for (const item of Items) {
      const event = eventIn(item, onUnreadable);
      if (event) yield event;
    }
}

/**
 * The items of a page. Events of a full batch reach the limit of 1 MB before. A page of small events is worked on while the next one is
 * read, so a smaller page takes less memory.
 */
const PAGE_ITEMS = 1_000;

async function* allEvents(
  { client, table }: RunsTable,
  onUnreadable?: OnUnreadable,
): AsyncIterable<RunEvent> {
  for await (const { items } of scanPages(client, {
    TableName: table,
    ConsistentRead: true,
    Limit: PAGE_ITEMS,
  }))
    for (const item of items) {
      const event = eventIn(itemOfJson(item), onUnreadable);
      if (event) yield event;
    }
}

/** Returns the event in an item, or undefined if its type is unknown. */
function eventIn(item: Readonly<Record<string, unknown>>, onUnreadable?: OnUnreadable): RunEvent | undefined {
  const event = readOrReport(item, eventOfItem, EventLogError, onUnreadable);
  return event && isKnownEvent(event) ? event : undefined;
}
