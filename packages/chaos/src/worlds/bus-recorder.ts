import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";

const putEventsSchema = z.object({
  Entries: z.array(z.object({ EventBusName: z.string(), Detail: z.string() })),
});
const detailSchema = z.object({ metadata: z.object({ event_id: z.string() }) });

/** An EventBridge on 127.0.0.1 that takes every event and remembers the ids, bus by bus. */
export interface BusRecorder {
  readonly endpoint: string;
  /** The ids published on a bus, in order, each as often as it came. */
  publishedOn(busName: string): readonly string[];
  stop(): Promise<void>;
}

export async function startBusRecorder(): Promise<BusRecorder> {
  const published = new Map<string, string[]>();
  const server = createServer(async (request, response) => {
    const { Entries } = putEventsSchema.parse(JSON.parse(await text(request)));
    for (const { EventBusName, Detail } of Entries) {
      const { event_id } = detailSchema.parse(JSON.parse(Detail)).metadata;
      const ids = published.get(EventBusName) ?? [];
      published.set(EventBusName, [...ids, event_id]);
    }
    response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify({ FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: "taken" })) }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the bus has no port");
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    publishedOn: (busName) => published.get(busName) ?? [],
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
