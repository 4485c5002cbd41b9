import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { type LoopbackServer, listenOnLoopback } from "@paperledger/embedded/loopback-server";
import type { AsynchronousInvocations } from "./asynchronous-invocation.ts";
import type { LocalFunction } from "./local-function.ts";

/** A function that the server can invoke synchronously or asynchronously. */
export interface InvocableFunction {
  readonly function: LocalFunction;
  readonly invocations: AsynchronousInvocations;
}

/**
 * Starts a server for Lambda's Invoke on a free port of 127.0.0.1. It answers with the function's result. With the type `Event`, it
 * answers as soon as the event is accepted. With `DryRun`, it does not invoke the function.
 *
 * @param functionOf returns the function with a name, or undefined if there is none
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function listenForInvoke(
  functionOf: (name: string) => InvocableFunction | undefined,
): Promise<LoopbackServer> {
  return listenOnLoopback((request, response) => {
    answer(request, response, functionOf).catch((error) =>
      refuse(response, 400, "InvalidRequestContentException", String(error)),
    );
  });
}

const PATH = /^\/2015-03-31\/functions\/([^/?]+)\/invocations(?:\?|$)/;

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  functionOf: (name: string) => InvocableFunction | undefined,
): Promise<void> {
  const name = decodeURIComponent(PATH.exec(request.url ?? "")?.[1] ?? "");
  const found = request.method === "POST" ? functionOf(nameIn(name)) : undefined;
  if (!found)
    return refuse(response, 404, "ResourceNotFoundException", `Function not found: ${name || request.url}`);
  const type = request.headers["x-amz-invocation-type"];
  if (type === "DryRun") {
    response.writeHead(204).end();
    return;
  }
  const event = await json(request);
  if (type === "Event") {
    await found.invocations.invoke(event);
    response.writeHead(202).end();
    return;
  }
  const outcome = await found.function.invoke(event);
  const [body, headers] =
    outcome.kind === "succeeded"
      ? [outcome.payload, {}]
      : [outcome.error, { "x-amz-function-error": "Unhandled" }];
  response.writeHead(200, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** Returns the name of a function, which may be given as its name or its ARN. */
const nameIn = (nameOrArn: string) => nameOrArn.replace(/^arn:aws:lambda:[^:]*:\d*:function:/, "");

const refuse = (response: ServerResponse, status: number, type: string, Message: string) =>
  void response
    .writeHead(status, { "content-type": "application/json", "x-amzn-errortype": type })
    .end(JSON.stringify({ Type: "User", Message }));
