import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type documentClient, type dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { untilAborted } from "@paperledger/core/deadlines/until-aborted";
import type { RunEvent } from "@paperledger/events/run-event";
import * as z from "zod";
import type { BenchRow, Build, OtherBuild, ProjectorBuild } from "../bench-row.ts";

interface Batch {
  readonly records: readonly { readonly content: { readonly kind: string; readonly paper?: unknown } }[];
}

type Client = ReturnType<typeof documentClient>;
type StoreOn = (client: Client, table: string) => object;
interface Until {
  readonly signal: AbortSignal;
}
type ProjectRuns = (
  events: ReadonlyMap<string, readonly RunEvent[]>,
  statistics: object,
  until: Until,
) => Promise<unknown>;
type ProjectRun = (traceId: string, events: readonly RunEvent[], statistics: object) => Promise<void>;

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
const projectionSchema = z.union([
  z.object({ projectRuns: z.custom<ProjectRuns>(isFunction) }),
  z.object({ projectRun: z.custom<ProjectRun>(isFunction) }),
]);
const storeSchema = z.object({ dynamoDbStatisticsStore: z.custom<StoreOn>(isFunction) });
const clientsSchema = z.object({
  documentClient: z.custom<typeof documentClient>(isFunction),
  dynamoDbClient: z.custom<typeof dynamoDbClient>(isFunction),
});
const eventsSchema = z.object({ eventsOfRun: z.custom<ProjectorBuild["eventsOfRun"]>(isFunction) });
const refusalSchema = z.object({ refusal: z.custom<object>(isFunction) });

/** Tells whether a projection failed only because of conflicts with others. On AWS it would be delivered again. Here it counts as not folded. */
const isGivenUp = (error: unknown) =>
  error instanceof Error && ["ProjectionConflictError", "TimeoutError"].includes(error.name);

/**
 * Loads the build in a folder. Its modules, and the packages that they import, are separate from ours.
 *
 * @throws Error if the folder does not contain a build
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
  // Older builds fold run by run and have project-run.ts. Newer builds fold a stream batch at once and have project-runs.ts.
  const projection = projectionSchema.parse(
    await load("core/src/statistics/project-runs.ts").catch(() => load("core/src/statistics/project-run.ts")),
  );
  const { dynamoDbStatisticsStore } = storeSchema.parse(await load("aws/src/statistics/statistics-store.ts"));
  const clients = clientsSchema.parse(await load("aws/src/clients/clients.ts"));
  const { eventsOfRun } = eventsSchema.parse(await load("bench/src/feed/events-of-run.ts"));
  const projector: ProjectorBuild = {
    eventsOfRun,
    projectorOn(endpoint, table) {
      const client = clients.documentClient(clients.dynamoDbClient(emulatedAt(endpoint)));
      const statistics = dynamoDbStatisticsStore(client, table);
      return {
        stack: client.middlewareStack,
        stop: () => client.destroy(),
        async project(events, signal) {
          if ("projectRuns" in projection) await projection.projectRuns(events, statistics, { signal });
          else
            for (const [traceId, ofRun] of events) {
              const folded = projection.projectRun(traceId, ofRun, statistics);
              await untilAborted(folded, signal).catch((error) => {
                if (!isGivenUp(error)) throw error;
              });
              if (signal.aborted) return;
            }
        },
      };
    },
  };
  return {
    folder: resolve(folder),
    projector,
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
