import { BatchWriteCommand, type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { eventItem } from "@paperledger/aws/event-log/event-item";
import { runItem } from "@paperledger/aws/statistics/run-item";
import { addToScope } from "@paperledger/aws/statistics/scope-item";
import type { TableNames } from "@paperledger/aws/tables/table-definitions";
import { emptyRun, foldEvent } from "@paperledger/core/statistics/run-statistics";
import { scopeId, sharesOf } from "@paperledger/core/statistics/scope";
import { addTally, NO_TALLY, type Tally } from "@paperledger/core/statistics/tally";
import { type TraceId, traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import type { RunEvent } from "@paperledger/events/run-event";
import pMap from "p-map";
import { eventsOfShortRun } from "./events-of-short-run.ts";

interface Store {
  readonly client: DynamoDBDocumentClient;
  readonly tables: TableNames;
}

const PUTS_AT_ONCE = 25;
const REQUESTS_AT_ONCE = 4;

export interface StoredRunsOptions {
  readonly nowMs?: number;
  /** True if the events of the runs are written too. */
  readonly withEvents?: boolean;
  /** The number of newest runs that completed. One in a hundred of the older runs failed. The default is 200. */
  readonly completed?: number;
}

/**
 * Writes the statistics of short runs directly into the table, as the projector would. The runs cover the 100 days up to now.
 * Returns the trace id of the newest run.
 */
export async function storeRuns(
  { client, tables }: Store,
  count: number,
  { nowMs = Date.now(), withEvents = false, completed = 200 }: StoredRunsOptions = {},
): Promise<TraceId> {
  const betweenMs = (100 * 86_400_000) / count;
  const sums = new Map<string, Tally>();
  const atOf = (nth: number) => new Date(nowMs - 60_000 - nth * betweenMs);
  const traceIdOfNth = (nth: number) =>
    traceIdOf({ bucket: "raw", key: String(nth), version: "1", eventTimeMs: atOf(nth).getTime() });
  const endOf = (nth: number) => (nth > completed && nth % 100 === 50 ? "failed" : "completed");
  const batches = Array.from({ length: Math.ceil(count / PUTS_AT_ONCE) }, (_, index) => index * PUTS_AT_ONCE);
  await pMap(
    batches,
    async (from) => {
      const nths = Array.from({ length: Math.min(PUTS_AT_ONCE, count - from) }, (_, index) => from + index);
      const histories = nths.map((nth) => eventsOfShortRun(traceIdOfNth(nth), nth, atOf(nth), endOf(nth)));
      const runs = histories.map((events, index) =>
        events.reduce(foldEvent, emptyRun(traceIdOfNth(from + index))),
      );
      for (const { scope, tally } of runs.flatMap(sharesOf))
        sums.set(scopeId(scope), addTally(sums.get(scopeId(scope)) ?? NO_TALLY, tally));
      if (withEvents) await put(client, tables.runs, histories.flat().map(eventItem));
      await put(
        client,
        tables.statistics,
        runs.map((run) => runItem(run, 1)),
      );
    },
    { concurrency: REQUESTS_AT_ONCE },
  );
  const newestEventAt = new Date(atOf(0).getTime() + 2_000).toISOString();
  for (const [id, tally] of sums) {
    const newest = id === "total" ? { newestEventAt } : {};
    const update = addToScope(tables.statistics, id, { tally, ...newest }, { tally: NO_TALLY });
    if (update) await client.send(new UpdateCommand(update));
  }
  return traceIdOfNth(0);
}

/** Writes a run of many batches: its events and its statistics. Returns its trace id. */
export async function storeLongRun(
  { client, tables }: Store,
  batches: number,
  nowMs = Date.now(),
): Promise<TraceId> {
  const at = new Date(nowMs - 30_000);
  const traceId = traceIdOf({ bucket: "raw", key: "long", version: "1", eventTimeMs: at.getTime() });
  const [started, batch, completed] = eventsOfShortRun(traceId, 0, at);
  if (!started || batch?.type !== "batch-done" || completed?.type !== "completed")
    throw new Error("a run of the bench has three events");
  const nthBatch = (nth: number): RunEvent => ({
    ...batch,
    metadata: {
      ...batch.metadata,
      seq: nth,
      occurred_at: new Date(at.getTime() + nth * 10).toISOString(),
    },
    data: {
      ...batch.data,
      records: { first: 25 * nth - 24, last: 25 * nth },
      position: { record_number: 25 * nth, byte_offset: 62_500 * nth },
      batch_ms: 20 + (nth % 97),
    },
  });
  const end: RunEvent = {
    ...completed,
    metadata: {
      ...completed.metadata,
      seq: batches + 1,
      occurred_at: new Date(at.getTime() + batches * 10).toISOString(),
    },
    data: { ...completed.data, batches, processed: 25 * batches, upserted: 25 * batches },
  };
  const events = [started, ...Array.from({ length: batches }, (_, index) => nthBatch(index + 1)), end];
  await put(client, tables.runs, events.map(eventItem));
  await put(client, tables.statistics, [runItem(events.reduce(foldEvent, emptyRun(traceId)), 1)]);
  return traceId;
}

async function put(client: DynamoDBDocumentClient, table: string, items: readonly object[]): Promise<void> {
  const parts = Array.from({ length: Math.ceil(items.length / PUTS_AT_ONCE) }, (_, part) =>
    items.slice(PUTS_AT_ONCE * part, PUTS_AT_ONCE * (part + 1)),
  );
  await pMap(
    parts,
    (part) =>
      client.send(
        new BatchWriteCommand({
          RequestItems: { [table]: part.map((item) => ({ PutRequest: { Item: { ...item } } })) },
        }),
      ),
    { concurrency: REQUESTS_AT_ONCE },
  );
}
