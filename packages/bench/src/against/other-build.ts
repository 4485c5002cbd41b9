import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import type { BenchRow, Build, OtherBuild } from "../bench-row.ts";

interface Batch {
  readonly records: readonly { readonly content: { readonly kind: string; readonly paper?: unknown } }[];
}

const isFunction = (value: unknown) => typeof value === "function";
const rowsSchema = z.object({
  BENCH_ROWS: z.array(z.object({ name: z.string(), run: z.custom<BenchRow["run"]>(isFunction) })),
});
const readingSchema = z.object({
  batchesOf:
    z.custom<(feed: Buffer, options: { readonly refusal: unknown }) => AsyncIterable<Batch>>(isFunction),
});
const itemSchema = z.object({
  paperItem: z.custom<(paper: unknown) => { readonly paper_id: string }>(isFunction),
});
const tablesSchema = z.object({ startBenchDynamoDb: z.custom<Build["startBenchDynamoDb"]>(isFunction) });
const ingestSchema = z.object({ ingest: z.custom<Build["ingest"]>(isFunction) });
const refusalSchema = z.object({ refusal: z.custom<object>(isFunction) });

/**
 * Loads the build in a folder. Its modules are others than ours, and so are the packages that they import.
 *
 * @throws Error where the folder holds no build
 */
export async function otherBuild(folder: string): Promise<OtherBuild> {
  const load = async (path: string): Promise<unknown> =>
    import(pathToFileURL(join(resolve(folder), "packages", path)).href);
  const { BENCH_ROWS } = rowsSchema.parse(await load("bench/src/bench-rows.ts"));
  const { batchesOf } = readingSchema.parse(await load("bench/src/feed/papers-of.ts"));
  const { paperItem } = itemSchema.parse(await load("aws/src/papers/paper-item.ts"));
  const { refusal } = refusalSchema.parse(await load("aws/src/papers/refusal.ts"));
  const { startBenchDynamoDb } = tablesSchema.parse(await load("bench/src/bench-tables.ts"));
  const { ingest } = ingestSchema.parse(await load("bench/src/ours.ts"));
  return {
    rows: BENCH_ROWS,
    startBenchDynamoDb,
    ingest,
    async itemsOf(feed) {
      let items = 0;
      for await (const { records } of batchesOf(feed, { refusal }))
        for (const { content } of records)
          if (content.kind === "paper" && paperItem(content.paper).paper_id !== "") items++;
      return items;
    },
  };
}
