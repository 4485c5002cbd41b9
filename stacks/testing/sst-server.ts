import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import * as z from "zod";
import { bundleHandler, type HandlerBundle } from "./bundle-handler.ts";

/** A server for the calls that SST's components make to the CLI while a program runs. */
export interface SstServer {
  readonly url: string;
  /** The bundles so far, by handler. */
  readonly bundles: ReadonlyMap<string, Promise<HandlerBundle>>;
  stop(): Promise<void>;
}

const requestSchema = z.object({ method: z.string(), params: z.tuple([z.unknown()]) });

const buildSchema = z.object({
  handler: z.string(),
  properties: z.looseObject({
    minify: z.boolean().default(false),
    splitting: z.boolean().default(false),
    esbuild: z
      .looseObject({ keepNames: z.boolean().optional(), external: z.array(z.string()).optional() })
      .default({}),
  }),
});

/**
 * Starts a server on 127.0.0.1 that replaces SST's CLI. It answers with the names of a bootstrapped account's buckets, and with real
 * bundles of the handlers. Each bundle is built once.
 *
 * @param folder the folder for bundles
 */
export async function startSstServer(folder: string): Promise<SstServer> {
  const bundles = new Map<string, Promise<HandlerBundle>>();

  async function answer(method: string, parameters: unknown): Promise<unknown> {
    if (method === "Provider.Aws.Bootstrap") return { asset: "sst-asset", state: "sst-state" };
    if (method === "Provider.Aws.Appsync") return { http: "sst-http", realtime: "sst-realtime" };
    if (method === "Runtime.AddTarget") return {};
    if (method !== "Runtime.Build") throw new Error(`the tests have no answer to ${method}`);
    const { handler, properties } = buildSchema.parse(parameters);
    const bundle =
      bundles.get(handler) ?? bundleHandler(handler, join(folder, handler.replaceAll("/", "-")), properties);
    bundles.set(handler, bundle);
    const built = await bundle;
    return { handler: built.handler, out: built.folder, errors: [], sourcemaps: [] };
  }

  async function respond(request: IncomingMessage): Promise<object> {
    try {
      const { method, params } = requestSchema.parse(JSON.parse(await text(request)));
      return { result: await answer(method, params[0]) };
    } catch (error) {
      return { error: String(error) };
    }
  }

  const server = createServer(async (request, response) => {
    response.end(JSON.stringify(await respond(request)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port on 127.0.0.1");
  return {
    url: `http://127.0.0.1:${address.port}`,
    bundles,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
