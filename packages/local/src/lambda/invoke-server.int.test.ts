import { InvokeCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalAws, startLocalAws } from "../start-local-aws.ts";

let aws: LocalAws;
const handled: unknown[] = [];

beforeAll(async () => {
  aws = await startLocalAws();
  await aws.addFunction({
    name: "echo",
    handler: (event) => {
      if (event === "throw") throw new RangeError("out of range");
      handled.push(event);
      return { got: event };
    },
  });
});

afterAll(() => aws.stop());

const invoke = (FunctionName: string, payload: unknown, InvocationType?: "Event" | "DryRun") =>
  aws.clients.lambda.send(
    new InvokeCommand({
      FunctionName,
      Payload: JSON.stringify(payload),
      ...(InvocationType && { InvocationType }),
    }),
  );

test("an invocation returns the function's result", async () => {
  const { StatusCode, FunctionError, Payload } = await invoke("echo", { a: 1 });
  expect([StatusCode, FunctionError]).toEqual([200, undefined]);
  expect(JSON.parse(Payload?.transformToString() ?? "")).toEqual({ got: { a: 1 } });
});

test("an error that the function throws becomes a function error", async () => {
  const { StatusCode, FunctionError, Payload } = await invoke("echo", "throw");
  expect([StatusCode, FunctionError]).toEqual([200, "Unhandled"]);
  expect(JSON.parse(Payload?.transformToString() ?? "")).toMatchObject({ errorType: "RangeError" });
});

test("an asynchronous invocation is accepted first, and the function is invoked later", async () => {
  const { StatusCode } = await invoke(
    "arn:aws:lambda:us-east-1:000000000000:function:echo",
    "later",
    "Event",
  );
  expect(StatusCode).toBe(202);
  await aws.quiet();
  expect(handled).toContain("later");
});

test("a dry run answers that the function exists, and does not invoke it", async () => {
  const { StatusCode } = await invoke("echo", "dry", "DryRun");
  expect(StatusCode).toBe(204);
  await aws.quiet();
  expect(handled).not.toContain("dry");
});

test("a function that does not exist is an error that names it", async () => {
  await expect(invoke("nothing", {})).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: expect.stringContaining("nothing"),
  });
});
