import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { type LoopbackServer, listenOnLoopback } from "@paperledger/embedded/loopback-server";
import {
  type PutEventsResult,
  PutEventsValidationError,
  type ReadEntry,
  readPutEvents,
} from "./put-events.ts";
import { RuleOperationError, type SubscriberRules } from "./subscriber-rules.ts";

/**
 * Starts a server for EventBridge's API on a free port of 127.0.0.1. It answers PutEvents and the operations on rules, in AWS's JSON 1.1
 * protocol. It answers every other operation with an error.
 *
 * @param put is called for each entry of PutEvents, in the order of the request
 * @param operate does an operation on rules. Returns undefined for every other operation
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function listenForEventBridge(
  put: (entry: ReadEntry) => PutEventsResult,
  operate: SubscriberRules["operate"],
): Promise<LoopbackServer> {
  return listenOnLoopback((request, response) => {
    answer(request, put, operate).then(
      (body) => send(response, 200, body),
      (error) => sendError(response, error),
    );
  });
}

/** Thrown for an operation that the bus does not have. */
class UnknownOperationError extends Error {
  override readonly name = "UnknownOperationException";
}

async function answer(
  request: IncomingMessage,
  put: (entry: ReadEntry) => PutEventsResult,
  operate: SubscriberRules["operate"],
): Promise<object> {
  const [service, operation = ""] = String(request.headers["x-amz-target"]).split(".");
  const input = await json(request);
  if (service === "AWSEvents" && operation === "PutEvents") {
    const Entries = readPutEvents(input).map(put);
    return { FailedEntryCount: Entries.filter((entry) => "ErrorCode" in entry).length, Entries };
  }
  const answered = service === "AWSEvents" ? operate(operation, input) : undefined;
  if (answered) return answered;
  throw new UnknownOperationError(
    `this event bus has AWSEvents.PutEvents and operations on rules and their targets, but not ${service}.${operation}`,
  );
}

function sendError(response: ServerResponse, error: Error): void {
  const __type = errorType(error);
  send(response, __type === "InternalException" ? 500 : 400, { __type, message: error.message });
}

function errorType(error: Error): string {
  if (error instanceof SyntaxError) return "SerializationException";
  if (
    error instanceof PutEventsValidationError ||
    error instanceof RuleOperationError ||
    error instanceof UnknownOperationError
  )
    return error.name;
  return "InternalException";
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, {
      "content-type": "application/x-amz-json-1.1",
      "x-amzn-requestid": randomUUID(),
    })
    .end(JSON.stringify(body));
}
