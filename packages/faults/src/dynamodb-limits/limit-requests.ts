import { text } from "node:stream/consumers";
import * as z from "zod";
import { jsonAnswer } from "../answers.ts";
import type { ClientStack } from "../every-client.ts";
import type { DynamoDbLimits } from "./dynamodb-limits.ts";
import type { Reply, Send } from "./replies.ts";

const requestSchema = z.looseObject({
  headers: z.record(z.string(), z.string()),
  body: z.union([z.string(), z.instanceof(Uint8Array)]),
});
const answerSchema = z.looseObject({ statusCode: z.number(), body: z.custom<NodeJS.ReadableStream>() });
const bodySchema = z.record(z.string(), z.unknown());

/** The header that names the operation, such as `DynamoDB_20120810.PutItem`. */
export const TARGET_HEADER = "x-amz-target";
export const TARGET_PREFIX = "DynamoDB_20120810.";

/**
 * Puts DynamoDB's limits in front of the DynamoDB that a client uses. Several clients can share the limits.
 *
 * The limits send requests of their own through the same client, without a signature. So this works only with an embedded
 * DynamoDB, which does not check signatures.
 *
 * @example
 * const limits = dynamoDbLimits({ transactionMs: 15 });
 * limitRequests(client.middlewareStack, limits);
 */
export function limitRequests(stack: ClientStack, limits: DynamoDbLimits): void {
  stack.add(
    (next, { clientName }) =>
      async (args) => {
        if (clientName !== "DynamoDBClient") return next(args);
        const { headers, body } = requestSchema.parse(args.request);
        const send: Send = async (operation, content) => {
          const bytes = Buffer.from(JSON.stringify(content));
          const request = Object.assign(Object.create(Object.getPrototypeOf(args.request)), args.request, {
            body: bytes,
            headers: {
              ...headers,
              [TARGET_HEADER]: TARGET_PREFIX + operation,
              "content-length": String(bytes.length),
            },
          });
          return replyOf((await next({ ...args, request })).response);
        };
        const operation = (headers[TARGET_HEADER] ?? "").slice(TARGET_PREFIX.length);
        const reply = await limits.handle(operation, JSON.parse(textOf(body)), send);
        return { response: jsonAnswer(reply.statusCode, reply.body) };
      },
    { step: "deserialize", priority: "low", name: "limitRequests" },
  );
}

async function replyOf(response: unknown): Promise<Reply> {
  const { statusCode, body } = answerSchema.parse(response);
  return { statusCode, body: bodySchema.parse(JSON.parse(await text(body))) };
}

const textOf = (body: string | Uint8Array) =>
  typeof body === "string" ? body : new TextDecoder().decode(body);
