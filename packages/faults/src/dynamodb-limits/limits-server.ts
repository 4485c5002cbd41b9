import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import * as z from "zod";
import type { DynamoDbLimits } from "./dynamodb-limits.ts";
import { TARGET_HEADER, TARGET_PREFIX } from "./limit-requests.ts";
import type { Reply, Send } from "./replies.ts";

export interface LimitsServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * Starts a server that puts DynamoDB's limits in front of a DynamoDB for several processes. They use this server's endpoint in
 * place of DynamoDB's own, and share the limits. The server listens only on 127.0.0.1.
 *
 * @param refusalOf returns why a request is refused with 403, or undefined. By default, every request is allowed
 */
export async function startLimitsServer(
  dynamoDbEndpoint: string,
  limits: DynamoDbLimits,
  refusalOf: (headers: IncomingHttpHeaders, authority: string) => string | undefined = () => undefined,
): Promise<LimitsServer> {
  let authority = "";
  const server = createServer((request, response) => {
    const refusal = refusalOf(request.headers, authority);
    if (refusal !== undefined) {
      request.resume();
      return void response.writeHead(403, { "content-type": "text/plain" }).end(`${refusal}\n`);
    }
    return void answer(request, dynamoDbEndpoint, limits).then(
      (reply) => end(response, reply),
      (cause: unknown) =>
        end(response, {
          statusCode: 500,
          body: {
            __type: "InternalServerError",
            message: `the DynamoDB behind the limits: ${String(cause)}`,
          },
        }),
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = z.object({ port: z.int() }).parse(server.address());
  authority = `127.0.0.1:${port}`;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, endpoint: string, limits: DynamoDbLimits): Promise<Reply> {
  const target = String(request.headers[TARGET_HEADER] ?? "");
  const signature = {
    authorization: String(request.headers.authorization ?? ""),
    "x-amz-date": String(request.headers["x-amz-date"] ?? ""),
  };
  const post = async (to: string, content: string): Promise<Reply> => {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: { "content-type": "application/x-amz-json-1.0", ...signature, [TARGET_HEADER]: to },
      body: content,
    });
    return { statusCode: response.status, body: bodySchema.parse(await response.json()) };
  };
  const content = await text(request);
  // Requests to DynamoDB Streams have another prefix. They are not limited.
  if (!target.startsWith(TARGET_PREFIX)) return post(target, content);
  const send: Send = (operation, body) => post(TARGET_PREFIX + operation, JSON.stringify(body));
  return limits.handle(target.slice(TARGET_PREFIX.length), JSON.parse(content), send);
}

const bodySchema = z.record(z.string(), z.unknown());

const end = (response: ServerResponse, { statusCode, body }: Reply) =>
  response.writeHead(statusCode, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
