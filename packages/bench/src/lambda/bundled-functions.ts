import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { detailOf } from "@paperledger/events/bus-event";
import { s3Notification, sqsMessages } from "@paperledger/functions/processor/s3-events.fixture";
import type { streamBatch } from "@paperledger/functions/projector/stream-events.fixture";
import type { LaptopFunction } from "@paperledger/local/laptop-functions";
import { RAW_BUCKET } from "@paperledger/local/laptop-names";
import type { startLaptop } from "@paperledger/local/start-laptop";
import * as z from "zod";
import { bundleHandler, type HandlerBundle } from "../../../../stacks/testing/bundle-handler.ts";
import { keptEnvironments } from "../../../../stacks/testing/kept-environments.ts";
import type { eventsOfRun } from "../feed/events-of-run.ts";

export const FUNCTIONS = [
  "processor",
  "projector",
  "vectorizer",
] as const satisfies readonly LaptopFunction[];

/** A build's functions as they would be uploaded, and a laptop of the same build in place of AWS. */
export interface BundledFunctions extends AsyncDisposable {
  readonly bundles: Readonly<Record<LaptopFunction, HandlerBundle>>;
  /** The environment variables that each function has on the laptop. */
  readonly environments: Readonly<Record<LaptopFunction, Readonly<Record<string, string>>>>;
  /** Returns an event that its function has not handled before, in the form in which AWS delivers it. Waits until the laptop is quiet. */
  newEvent(name: LaptopFunction): Promise<unknown>;
  /** Returns the event of a new batch file with this content. */
  newFile(content: Uint8Array | string): Promise<unknown>;
}

const isFunction = (value: unknown) => typeof value === "function";
const startSchema = z.object({ startLaptop: z.custom<typeof startLaptop>(isFunction) });
const runSchema = z.object({ eventsOfRun: z.custom<typeof eventsOfRun>(isFunction) });
const streamSchema = z.object({ streamBatch: z.custom<typeof streamBatch>(isFunction) });
/** The options that a build gives to SST's bundler. Older builds give no options, or only esbuild's options. */
const bundleSchema = z.object({
  FUNCTION_BUNDLE: z
    .object({
      splitting: z.boolean().default(false),
      esbuild: z.object({ keepNames: z.boolean().optional(), external: z.array(z.string()).optional() }),
    })
    .default({ splitting: false, esbuild: {} }),
});
const detailSchema = z.object({ detailOf: z.custom<typeof detailOf>(isFunction) });

const PAPER = { paper_id: "demo:a", title: "a", updated_at: "2024-05-01T00:00:00Z" };

/**
 * Bundles the functions of a build, and starts its laptop. The laptop has one run, so that the vectorizer has a paper to read.
 *
 * @param folder where the build is, with its own node_modules
 * @throws Error if the folder does not contain a build
 */
export async function bundledFunctions(folder: string): Promise<BundledFunctions> {
  const load = async (path: string): Promise<unknown> => import(pathToFileURL(join(folder, path)).href);
  const { startLaptop } = startSchema.parse(await load("packages/local/src/start-laptop.ts"));
  const { eventsOfRun } = runSchema.parse(await load("packages/bench/src/feed/events-of-run.ts"));
  const { streamBatch } = streamSchema.parse(
    await load("packages/functions/src/projector/stream-events.fixture.ts"),
  );
  const { detailOf } = detailSchema.parse(await load("packages/events/src/bus-event.ts"));
  const bundling = join(folder, "stacks", "function-bundle.ts");
  const { FUNCTION_BUNDLE } = bundleSchema.parse(existsSync(bundling) ? await import(bundling) : {});

  await using starting = new AsyncDisposableStack();
  const bundlesFolder = await mkdtemp(join(tmpdir(), "paperledger-bundles-"));
  starting.defer(() => rm(bundlesFolder, { recursive: true }));
  const bundled = (name: LaptopFunction) =>
    bundleHandler(`packages/functions/src/${name}/handler.handler`, join(bundlesFolder, name), {
      ...FUNCTION_BUNDLE,
      minify: true,
      root: folder,
    });
  const bundles = {
    processor: await bundled("processor"),
    projector: await bundled("projector"),
    vectorizer: await bundled("vectorizer"),
  };

  const { environments, functions } = keptEnvironments();
  const laptop = await startLaptop({ functions });
  starting.defer(laptop.stop);
  await laptop.upload({ name: "first", content: JSON.stringify(PAPER) });
  await laptop.quiet();
  const events = await Array.fromAsync(laptop.ledger.eventLog.allEvents());
  const batchDone = events.find(({ type }) => type === "batch-done");
  if (!batchDone) throw new Error("the laptop's first run has no batch-done");
  const detail = detailOf(batchDone);
  let made = 0;

  async function newFile(content: Uint8Array | string): Promise<unknown> {
    // The key is not below raw-data/, because S3 would announce the object to the laptop's own processor.
    const key = `cold-start/${++made}`;
    const url = `${laptop.environment.AWS_ENDPOINT_URL_S3}/${RAW_BUCKET}/${key}`;
    const put = await fetch(url, { method: "PUT", body: content });
    if (!put.ok) throw new Error(`S3 answered ${put.status} to the batch file ${key}`);
    const size = Buffer.byteLength(content);
    const etag = put.headers.get("etag")?.replaceAll('"', "") ?? "";
    const notification = s3Notification({ bucket: RAW_BUCKET, key, size, etag });
    // S3 invokes the processor of older builds directly.
    const isQueued = "UPLOADS_QUEUE_URL" in environments.processor;
    return isQueued ? sqsMessages(notification) : notification;
  }

  const newEvents: Readonly<Record<LaptopFunction, () => Promise<unknown> | unknown>> = {
    processor: () => newFile(JSON.stringify({ ...PAPER, paper_id: `demo:${made}` })),
    projector: () => streamBatch(eventsOfRun(3).events),
    vectorizer: () => ({
      source: "paperledger",
      "detail-type": "paper-batch.batch-done",
      detail: {
        ...detail,
        metadata: { ...detail.metadata, event_id: `${detail.metadata.event_id}-${++made}` },
      },
    }),
  };
  const running = starting.move();
  return {
    bundles,
    environments,
    newFile,
    async newEvent(name) {
      await laptop.quiet();
      return newEvents[name]();
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
