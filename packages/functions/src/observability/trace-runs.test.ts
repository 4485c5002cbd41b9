import { createSocket } from "node:dgram";
import { once } from "node:events";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lambdaContext } from "../embedded-aws.fixture.ts";
import { tracingRuns } from "./trace-runs.ts";

const RUNS = ["01HRJTHFZZA8X7YNZFJZ930ZA3", "01HK4WQN000000000000000000"].map(parseTraceId);
const HEADER = "Root=1-581cf771-a006649127e371903a2de979;Parent=70de5b6f19ff9a0b;Sampled=1;Lineage=a:0";

let daemon: ReturnType<typeof createSocket>;
let packets: string[];

beforeEach(async () => {
  packets = [];
  daemon = createSocket("udp4");
  daemon.on("message", (packet) => packets.push(packet.toString()));
  daemon.bind(0, "127.0.0.1");
  await once(daemon, "listening");
});
afterEach(() => daemon.close());

const environment = (header = HEADER) => ({
  AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`,
  _X_AMZN_TRACE_ID: header,
});

const traced = (handler: () => Promise<unknown>, variables: Readonly<Record<string, string>>) =>
  tracingRuns(handler, { serviceName: "batch-processor", traceIdsOf: () => RUNS, environment: variables })(
    {},
    lambdaContext(),
  );

const documentOf = (packet = "") => {
  const [header, document = ""] = packet.split("\n");
  expect(JSON.parse(header ?? "")).toEqual({ format: "json", version: 1 });
  return JSON.parse(document);
};

test("a sampled invocation sends one subsegment with the ULIDs of its runs", async () => {
  expect(await traced(async () => "answer", environment())).toBe("answer");
  await expect.poll(() => packets).toHaveLength(1);
  expect(documentOf(packets[0])).toEqual({
    name: "batch-processor",
    id: expect.stringMatching(/^[0-9a-f]{16}$/),
    trace_id: "1-581cf771-a006649127e371903a2de979",
    parent_id: "70de5b6f19ff9a0b",
    type: "subsegment",
    start_time: expect.any(Number),
    end_time: expect.any(Number),
    fault: false,
    annotations: {
      runs: "01HRJTHFZZA8X7YNZFJZ930ZA3 01HK4WQN000000000000000000",
      request_id: expect.any(String),
    },
  });
});

test("a failed invocation is a fault, and its error is unchanged", async () => {
  await expect(traced(() => Promise.reject(new Error("no")), environment())).rejects.toThrow("no");
  await expect.poll(() => packets).toHaveLength(1);
  expect(documentOf(packets[0])).toMatchObject({ fault: true });
});

test.each([
  ["is not sampled", HEADER.replace("Sampled=1", "Sampled=0")],
  ["has no trace", ""],
])("an invocation that %s sends nothing", async (_, header) => {
  await traced(async () => null, environment(header));
  await traced(async () => null, environment());
  await expect.poll(() => packets).toHaveLength(1);
});

test("the ULIDs of a large batch are cut to fit into an annotation, and the packet is far below 64 KB", async () => {
  const many = Array.from({ length: 500 }, (_, n) => parseTraceId(`01HK4WQN${String(n).padStart(18, "0")}`));
  await tracingRuns(async () => null, {
    serviceName: "projector",
    traceIdsOf: () => many,
    environment: environment(),
  })({}, lambdaContext());
  await expect.poll(() => packets).toHaveLength(1);
  expect(documentOf(packets[0]).annotations.runs.split(" ")).toHaveLength(37);
  expect(Buffer.byteLength(packets[0] ?? "")).toBeLessThan(2_048);
});

test("the handler works without a daemon, and with an address where no daemon listens", async () => {
  expect(await traced(async () => 1, { _X_AMZN_TRACE_ID: HEADER })).toBe(1);
  const nobody = { ...environment(), AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:9" };
  expect(await traced(async () => 2, nobody)).toBe(2);
  expect(await traced(async () => 3, nobody)).toBe(3);
});
