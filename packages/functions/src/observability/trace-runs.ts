import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { Context } from "aws-lambda";
import type { Handler, TraceIdsOf } from "./log-failures.ts";

export interface RunTracing {
  readonly serviceName: string;
  readonly traceIdsOf: TraceIdsOf;
  /** Lambda's environment variables. They contain the address of the X-Ray daemon and the trace of the current invocation. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The maximum number of ULIDs, joined by spaces, that fit into an annotation. X-Ray keeps 1,000 characters. */
const MAX_RUNS = 37;

/**
 * Sends one subsegment for each invocation that X-Ray samples. It contains the ULIDs of the event's runs, so this
 * filter expression finds a run: `annotation.runs CONTAINS "01HK4WQN..."`. Requests to AWS are not captured. So a
 * trace has only Lambda's two segments and this subsegment, about 2 KB in all.
 *
 * The subsegment is one UDP packet to the daemon. Nothing waits for the packet, and nothing fails if it is lost.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
export function tracingRuns<Result>(handler: Handler<Result>, tracing: RunTracing): Handler<Result> {
  const { AWS_XRAY_DAEMON_ADDRESS } = tracing.environment;
  const daemon = AWS_XRAY_DAEMON_ADDRESS === undefined ? undefined : addressOf(AWS_XRAY_DAEMON_ADDRESS);
  if (!daemon) return handler;
  const send = packetsTo(daemon);
  return async (event, context) => {
    const trace = sampledTrace(tracing.environment._X_AMZN_TRACE_ID);
    if (!trace) return handler(event, context);
    const beganAtMs = Date.now();
    let isFault = true;
    try {
      const result = await handler(event, context);
      isFault = false;
      return result;
    } finally {
      send(subsegment({ ...tracing, trace, beganAtMs, isFault, event, context }));
    }
  };
}

interface Trace {
  readonly root: string;
  readonly parent: string;
}

/**
 * Returns the trace that a tracing header names, or undefined if X-Ray does not sample it.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
function sampledTrace(header: string | undefined): Trace | undefined {
  const fields = new Map(
    (header ?? "").split(";").map((field) => [field.split("=")[0], field.split("=")[1]]),
  );
  const [root, parent] = [fields.get("Root"), fields.get("Parent")];
  return root && parent && fields.get("Sampled") === "1" ? { root, parent } : undefined;
}

interface Invocation extends RunTracing {
  readonly trace: Trace;
  readonly beganAtMs: number;
  readonly isFault: boolean;
  readonly event: unknown;
  readonly context: Context;
}

function subsegment({ serviceName, traceIdsOf, trace, beganAtMs, isFault, event, context }: Invocation) {
  const ulids = [...new Set(traceIdsOf(event))].map(ulidOf);
  return {
    name: serviceName,
    id: randomBytes(8).toString("hex"),
    trace_id: trace.root,
    parent_id: trace.parent,
    type: "subsegment",
    start_time: beganAtMs / 1_000,
    end_time: Date.now() / 1_000,
    fault: isFault,
    annotations: {
      runs: ulids.slice(0, MAX_RUNS).join(" "),
      request_id: context.awsRequestId,
    },
  };
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** Reads `127.0.0.1:2000`, or `tcp:127.0.0.1:2000 udp:127.0.0.1:2001`. */
function addressOf(daemon: string): Address | undefined {
  const udp = daemon.split(" ").find((part) => part.startsWith("udp:")) ?? daemon;
  const [, host, port] = /^(?:udp:)?([^:\s]+):(\d+)$/.exec(udp) ?? [];
  return host === undefined ? undefined : { host, port: Number(port) };
}

const HEADER = '{"format":"json","version":1}\n';

/**
 * Returns a function that sends a document to the daemon. The first document opens the socket. An open socket does
 * not keep the process alive.
 */
function packetsTo({ host, port }: Address): (document: object) => void {
  let socket: Socket | undefined;
  return (document) => {
    socket ??= createSocket("udp4")
      .on("error", () => undefined)
      .unref();
    socket.send(HEADER + JSON.stringify(document), port, host, () => undefined);
  };
}
