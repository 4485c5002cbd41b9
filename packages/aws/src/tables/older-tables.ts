import { type DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb";
import { OlderEventError } from "@paperledger/events/stored-event";
import { eventOfItem } from "../event-log/event-item.ts";
import { EventLogError } from "../event-log/event-log-error.ts";
import type { TableNames } from "./table-definitions.ts";

/**
 * Thrown for a table with a layout from before 0.1.0. There is no migration, because everything can be made again
 * from the raw bucket.
 */
export class OlderTableError extends Error {
  override readonly name = "OlderTableError";
  readonly table: string;

  constructor(table: string) {
    super(`table ${table} is of an older layout, which this build does not read. ${BEGIN_AGAIN}`);
    this.table = table;
  }
}

/** Tells a person how to handle tables of an older layout. */
export const BEGIN_AGAIN =
  'Begin again from the raw bucket: docs/operations.md shows how, under "Begin again from the raw bucket"';

type Item = Readonly<Record<string, unknown>>;

/** The layout of an item. Undefined if the item looks the same in both layouts, or cannot be read. */
type Layout = "older" | "current" | undefined;

/**
 * Refuses tables of an older layout. A table is older if it has items of the older layout and none of the current
 * layout. Only the first items are read. A table with a single item of the current layout is not older. The readers
 * of its older items report them as unreadable.
 *
 * It reads one page of each table. It reads more pages, up to 1,000 items, only while it has not found an item of the
 * current layout.
 *
 * @throws OlderTableError
 */
export async function refuseOlderTables(
  client: DynamoDBDocumentClient,
  { runs, statistics }: Pick<TableNames, "runs" | "statistics">,
): Promise<void> {
  await Promise.all([
    refuseOlder(client, runs, layoutOfEvent),
    refuseOlder(client, statistics, layoutOfStatistic),
  ]);
}

const PAGE_SIZE = 25;
const MAX_LOOKED_AT = 1_000;

async function refuseOlder(
  client: DynamoDBDocumentClient,
  TableName: string,
  layoutOf: (item: Item) => Layout,
): Promise<void> {
  let isOlder = false;
  let lookedAt = 0;
  for await (const { Items = [] } of paginateScan({ client, pageSize: PAGE_SIZE }, { TableName })) {
    for (const item of Items) {
      const layout = layoutOf(item);
      if (layout === "current") return;
      isOlder ||= layout === "older";
    }
    lookedAt += Items.length;
    if (lookedAt >= MAX_LOOKED_AT) break;
  }
  if (isOlder) throw new OlderTableError(TableName);
}

function layoutOfEvent(item: Item): Layout {
  try {
    eventOfItem(item);
    return "current";
  } catch (error) {
    return error instanceof EventLogError && error.cause instanceof OlderEventError ? "older" : undefined;
  }
}

/**
 * Returns the layout of an item of the statistics. The older layout counts `failed` records, and the current layout
 * counts `rejected` records, or has the statistics of a run as text.
 */
export function layoutOfStatistic(item: Item): Layout {
  if (typeof item.statistics === "string") return "current";
  const counts = isMap(item.tally) ? item.tally : item;
  if (typeof counts.rejected === "number") return "current";
  return typeof counts.failed === "number" ? "older" : undefined;
}

const isMap = (value: unknown): value is Item => value?.constructor === Object;
