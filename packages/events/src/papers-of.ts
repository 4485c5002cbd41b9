import * as z from "zod";
import type { BatchDoneOnBus } from "./bus-event.ts";
import { type Paper, readPaperItem } from "./paper-item.ts";
import { schemaProblems } from "./schema-problem.ts";

/**
 * Reads items of the papers table by their ids. Returns the items that exist, in any order. `unprocessed` has the ids that were not read,
 * as in the answer of BatchGetItem.
 */
export type ReadPaperItems = (ids: readonly string[]) => Promise<{
  readonly items: readonly unknown[];
  readonly unprocessed?: readonly string[];
}>;

/**
 * The state of a paper that an event names:
 *
 * - `current`: the table has the text that the event's run wrote.
 * - `newer`: the table has the text of another run. Either a later run replaced the event's text, and its own event comes or came. Or the
 *   event is about a withdrawal that is older than this text. In both cases, work with this text.
 * - `withdrawn`: the paper is withdrawn. Remove it from your data.
 * - `gone`: the table does not have the paper any more.
 * - `unreadable`: the item was written by something else. `problem` says what is wrong.
 */
export type PaperOfEvent =
  | { readonly kind: "current" | "newer" | "withdrawn"; readonly paper_id: string; readonly paper: Paper }
  | { readonly kind: "gone"; readonly paper_id: string }
  | { readonly kind: "unreadable"; readonly paper_id: string; readonly problem: string };

export interface PapersOfOptions {
  /** The number of times that unprocessed ids are read before this function gives up. */
  readonly maxTries?: number;
  /** Waits before the next try. `tries` counts from 1. */
  readonly wait?: (tries: number) => Promise<void>;
}

/** Thrown if the papers table leaves some ids unprocessed in all tries. Handle the event again. */
export class PapersPutOffError extends Error {
  override readonly name = "PapersPutOffError";

  constructor(ids: readonly string[], tries: number) {
    super(
      `the papers table left ${ids.length} papers unprocessed ${tries} times (${ids.slice(0, 3).join(", ")}): handle the event again`,
    );
  }
}

/** BatchGetItem's limit of keys in a request. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_IDS = 100;

/**
 * Returns the state of each paper that a `batch-done` upserted, in the event's order. Unprocessed ids are read again, after waits that
 * double from 50 ms.
 *
 * @throws PapersPutOffError if some ids are unprocessed `maxTries` times in a row (the default is 10), or the error of `read`
 * @example
 * for (const { kind, paper_id, ...rest } of await papersOf(event, read))
 *   if (kind === "withdrawn" || kind === "gone") await forget(paper_id);
 */
export async function papersOf(
  { detail: { metadata, data } }: BatchDoneOnBus,
  read: ReadPaperItems,
  { maxTries = 10, wait = doublingWait }: PapersOfOptions = {},
): Promise<readonly PaperOfEvent[]> {
  const ids = [...new Set(data.upserted_ids)];
  const items = new Map<unknown, unknown>();
  for (let from = 0; from < ids.length; from += MAX_IDS) {
    let left: readonly string[] = ids.slice(from, from + MAX_IDS);
    for (let tries = 1; left.length > 0; tries++) {
      const { items: found, unprocessed = [] } = await read(left);
      for (const item of found) items.set(idOf(item), item);
      if (unprocessed.length > 0 && tries >= maxTries) throw new PapersPutOffError(unprocessed, tries);
      if (unprocessed.length > 0) await wait(tries);
      left = unprocessed;
    }
  }
  return ids.map((id) => paperOf(id, items.get(id), metadata.trace_id));
}

const idOf = (item: unknown): unknown =>
  typeof item === "object" && item !== null && "paper_id" in item ? item.paper_id : undefined;

const doublingWait = (tries: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.min(50 * 2 ** (tries - 1), 2_000)));

function paperOf(paper_id: string, item: unknown, traceId: string): PaperOfEvent {
  if (item === undefined) return { kind: "gone", paper_id };
  try {
    const paper = readPaperItem(item);
    if (paper.processing_status === "withdrawn") return { kind: "withdrawn", paper_id, paper };
    return { kind: paper.trace_id === traceId ? "current" : "newer", paper_id, paper };
  } catch (error) {
    return { kind: "unreadable", paper_id, problem: problemOf(error) };
  }
}

function problemOf(error: unknown): string {
  if (error instanceof z.ZodError) return schemaProblems(error, "the item");
  return error instanceof Error ? error.message : String(error);
}
