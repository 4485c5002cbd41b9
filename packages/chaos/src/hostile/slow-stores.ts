import type { IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { finished } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { listenOnLoopback } from "@paperledger/embedded/loopback-server";
import * as z from "zod";

/** The delays are long enough that the limits of work in flight are reached. */
const S3_PUT_MS = 200;
const DYNAMO_DB_MS = 50;

/** An S3 with one batch file, and a DynamoDB without papers. They read everything that is written to them, and store nothing. */
export interface SlowStores {
  readonly endpoint: string;
  stop(): Promise<void>;
}

export const startSlowStores = (batchFile: Buffer): Promise<SlowStores> =>
  listenOnLoopback(async (request, response) => {
    if (request.method === "GET") return void response.end(batchFile);
    if (request.method === "PUT") {
      await finished(request.resume());
      await wait(S3_PUT_MS);
      return void response.end();
    }
    const answer = await dynamoDbAnswer(request);
    await wait(DYNAMO_DB_MS);
    response.setHeader("content-type", "application/x-amz-json-1.0");
    response.end(JSON.stringify(answer));
  });

const statementsSchema = z.object({ Statements: z.array(z.unknown()) });

async function dynamoDbAnswer(request: IncomingMessage): Promise<object> {
  const input = await json(request);
  if (request.headers["x-amz-target"] === "DynamoDB_20120810.BatchGetItem")
    return { Responses: {}, UnprocessedKeys: {} };
  return { Responses: statementsSchema.parse(input).Statements.map(() => ({})) };
}
