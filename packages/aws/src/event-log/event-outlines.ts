import type { OnUnreadable } from "@paperledger/core/runs/event-log";
import type { EventOutline, EventOutlines } from "@paperledger/core/runs/event-outline";
import { readOrReport } from "../tables/read-or-report.ts";
import { EventLogError } from "./event-log-error.ts";
import { OUTLINE_PROJECTION, outlineOfItem } from "./event-outline-item.ts";
import { pagesOf, type RunsTable } from "./event-pages.ts";

/** Reads the outlines of events from the runs table. The functions do not read outlines, so their event log does not have this method. */
export const dynamoDbEventOutlines = (runs: RunsTable): EventOutlines => ({
  outlineOf: (traceId, onUnreadable, afterSeq) => outlineOf(traceId, runs, onUnreadable, afterSeq),
});

async function* outlineOf(
  traceId: string,
  runs: RunsTable,
  onUnreadable: OnUnreadable,
  afterSeq?: number,
): AsyncIterable<readonly EventOutline[]> {
  for await (const { Items = [] } of pagesOf(traceId, runs, afterSeq, OUTLINE_PROJECTION))
    yield Items.flatMap((item) => readOrReport(item, outlineOfItem, EventLogError, onUnreadable) ?? []);
}
