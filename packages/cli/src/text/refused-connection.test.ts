import { connect, createServer } from "node:net";
import { expect, test } from "vitest";
import { refusedConnectionText } from "./refused-connection.ts";

/** The error of Node for a port where nothing listens any more. */
async function refusal(): Promise<{ readonly error: Error; readonly port: number }> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : expect.fail();
  await new Promise((resolve) => server.close(resolve));
  const error = await new Promise<Error>((resolve) => connect(port, "127.0.0.1").once("error", resolve));
  return { error, port };
}

test("names the address, and the variable that leads there", async () => {
  const { error, port } = await refusal();
  const endpoints = {
    AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${port}`,
    AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1",
  };
  expect(refusedConnectionText(error, endpoints)).toBe(
    `nothing answers at 127.0.0.1:${port}, the address in AWS_ENDPOINT_URL_SQS: start the service there, or unset the variable`,
  );
});

test("finds the refusal in a cause, and among the addresses that were tried", async () => {
  const { error, port } = await refusal();
  for (const outer of [new Error("outer", { cause: error }), new AggregateError([new Error("other"), error])])
    expect(refusedConnectionText(outer, {})).toContain(
      `nothing answers at 127.0.0.1:${port}: the service there has stopped`,
    );
});

test("says nothing of other errors", () => {
  expect(refusedConnectionText(new Error("other"), {})).toBeUndefined();
  expect(refusedConnectionText("ECONNREFUSED", {})).toBeUndefined();
});
