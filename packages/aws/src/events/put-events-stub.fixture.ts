import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import * as z from "zod";

const requestSchema = z.object({
  Entries: z.array(
    z.object({
      EventBusName: z.string(),
      Source: z.string(),
      DetailType: z.string(),
      Detail: z.string(),
      Time: z.number(),
    }),
  ),
});

export type PutEntry = z.infer<typeof requestSchema>["Entries"][number];

/** The answer for an entry: accepted, or an error code. */
export type EntryOutcome = { readonly ErrorCode: string; readonly ErrorMessage?: string } | "taken";

/**
 * Starts an EventBridge on 127.0.0.1. It answers PutEvents and records the entries of each request.
 *
 * @param outcomeOf called once for each entry. `request` counts from 0
 * @param statusOf the HTTP status of a request. Any other status than 200 refuses the whole request
 * @param beforeAnswer awaited before a request is read. If it never resolves, the request gets no answer.
 */
export async function startPutEventsStub({
  outcomeOf = () => "taken",
  statusOf = () => 200,
  beforeAnswer = () => {},
}: {
  readonly outcomeOf?: (entry: PutEntry, request: number) => EntryOutcome;
  readonly statusOf?: (request: number) => number;
  readonly beforeAnswer?: (request: number) => Promise<void> | void;
} = {}) {
  const requests: PutEntry[][] = [];
  const taken: PutEntry[] = [];
  const server = createServer(async (request, response) => {
    const { Entries } = requestSchema.parse(JSON.parse(await text(request)));
    const number = requests.push(Entries) - 1;
    await beforeAnswer(number);
    const status = statusOf(number);
    response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
    if (status !== 200) {
      response.end(JSON.stringify({ __type: "InternalException", message: "injected" }));
      return;
    }
    const results = Entries.map((entry) => {
      const outcome = outcomeOf(entry, number);
      if (outcome !== "taken") return outcome;
      taken.push(entry);
      return { EventId: `${taken.length}` };
    });
    const FailedEntryCount = results.filter((result) => "ErrorCode" in result).length;
    response.end(JSON.stringify({ FailedEntryCount, Entries: results }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the stub has no port");
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    requests,
    taken,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
