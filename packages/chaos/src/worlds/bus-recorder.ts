import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { readPutEvents } from "@paperledger/local/bus/put-events";
import * as z from "zod";

const detailSchema = z.object({ metadata: z.object({ event_id: z.string() }) });

/** An EventBridge on 127.0.0.1 that accepts every event and remembers the ids of each bus. */
export interface BusRecorder {
  readonly endpoint: string;
  /** Returns the ids published on a bus, in order. An id that was published twice is in the list twice. */
  publishedOn(busName: string): readonly string[];
  stop(): Promise<void>;
}

export async function startBusRecorder(): Promise<BusRecorder> {
  const published = new Map<string, string[]>();
  const server = createServer(async (request, response) => {
    const Entries = readPutEvents(await json(request)).map((entry) => {
      if (entry.kind === "refused") return { ErrorCode: entry.code, ErrorMessage: entry.message };
      const { event_id } = detailSchema.parse(entry.event.detail).metadata;
      const ids = published.get(entry.busName) ?? [];
      published.set(entry.busName, [...ids, event_id]);
      return { EventId: "taken" };
    });
    const FailedEntryCount = Entries.filter((entry) => "ErrorCode" in entry).length;
    response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify({ FailedEntryCount, Entries }));
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
