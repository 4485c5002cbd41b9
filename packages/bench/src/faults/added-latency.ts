import { setTimeout as wait } from "node:timers/promises";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** Delays each answer by `ms`, as a longer way to the service would. */
export function addLatency(client: DynamoDBDocumentClient, ms: number): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      await wait(ms);
      return answer;
    },
    { step: "deserialize", name: "addLatency" },
  );
}
