import { InvokeCommand } from "@aws-sdk/client-lambda";
import { timestamp } from "@paperledger/core/papers/paper";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { expect, test, vi } from "vitest";
import { emulatedAt } from "../clients/clients.ts";
import { lambdaClient } from "../clients/lambda-client.ts";
import { continuationEvent } from "./continuation-event.ts";
import { lambdaContinuations } from "./lambda-continuations.ts";

const continuation = {
  file: {
    traceId: traceIdOf({ bucket: "papers", key: "raw-data/a.gz", version: "v7", eventTimeMs: 0 }),
    bucket: "papers",
    key: "raw-data/a.gz",
    versionId: "v7",
    sizeBytes: 1,
    batchTimestamp: timestamp(new Date(0)),
  },
  idleInvocations: 1,
  beganAt: timestamp(new Date(0)),
};

const client = lambdaClient(emulatedAt("http://127.0.0.1:9"));

test("a run goes on in an asynchronous invocation, whose end is not waited for", async () => {
  const send = vi.spyOn(client, "send").mockImplementation(async () => ({ StatusCode: 202 }));
  await lambdaContinuations(client).handOn("processor", continuation);
  const [[command] = []] = send.mock.calls;
  expect(command).toBeInstanceOf(InvokeCommand);
  expect(command?.input).toEqual({
    FunctionName: "processor",
    InvocationType: "Event",
    Payload: JSON.stringify(continuationEvent(continuation)),
  });
});

test("a run that Lambda does not take over is an error", async () => {
  const error = new Error("TooManyRequestsException");
  vi.spyOn(client, "send").mockImplementation(() => Promise.reject(error));
  await expect(lambdaContinuations(client).handOn("processor", continuation)).rejects.toBe(error);
});
