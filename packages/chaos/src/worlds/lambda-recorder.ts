import { json } from "node:stream/consumers";
import { listenOnLoopback } from "@paperledger/embedded/loopback-server";

/** A Lambda on 127.0.0.1 that has every function, accepts every event, and keeps it until it is asked for. */
export interface LambdaRecorder {
  readonly endpoint: string;
  /** The oldest event that waits for a function. */
  next(functionName: string): unknown;
  stop(): Promise<void>;
}

export async function startLambdaRecorder(): Promise<LambdaRecorder> {
  const waiting = new Map<string, unknown[]>();
  const { endpoint, stop } = await listenOnLoopback(async (request, response) => {
    if (request.headers["x-amz-invocation-type"] === "DryRun") return void response.writeHead(204).end();
    const functionName = decodeURIComponent(request.url?.split("/")[3] ?? "");
    waiting.set(functionName, [...(waiting.get(functionName) ?? []), await json(request)]);
    response.writeHead(202).end();
  });
  return { endpoint, stop, next: (functionName) => waiting.get(functionName)?.shift() };
}
