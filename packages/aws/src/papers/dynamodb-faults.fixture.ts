import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** What to do to a statement: not run it and answer with this error, or run it and answer with this error all the same. */
export type Fault = { readonly code: string; readonly afterEffect?: boolean } | undefined;

/**
 * Makes DynamoDB answer some statements of batches with an error.
 *
 * @param faultOf given the number of the batch and the statement's place in it, both from 0
 */
export function failStatements(
  client: DynamoDBDocumentClient,
  faultOf: (batch: number, place: number) => Fault,
): void {
  let batches = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      if (!("Statements" in args.input)) return next(args);
      const statements = args.input.Statements ?? [];
      const batch = batches++;
      const faults = statements.map((_, place) => faultOf(batch, place));
      const sent = statements.filter((_, place) => !faults[place] || faults[place].afterEffect);
      if (sent.length > 0) await next({ ...args, input: { ...args.input, Statements: sent } });
      const Responses = faults.map((fault) =>
        fault ? { Error: { Code: fault.code, Message: "injected" } } : {},
      );
      return { output: { $metadata: {}, Responses }, response: undefined };
    },
    { step: "initialize" },
  );
}

/** Runs one statement fewer of the first batch, and answers for those alone that were run. */
export function leaveOutLastAnswer(client: DynamoDBDocumentClient): { readonly batches: number } {
  const seen = { batches: 0 };
  client.middlewareStack.add(
    (next) => async (args) => {
      if (!("Statements" in args.input)) return next(args);
      seen.batches++;
      if (seen.batches > 1) return next(args);
      return next({ ...args, input: { ...args.input, Statements: args.input.Statements?.slice(0, -1) } });
    },
    { step: "initialize" },
  );
  return seen;
}

/** Where a process dies: at the batch of statements of this number, from 0, before or after it took effect. */
export interface Crash {
  readonly batch: number;
  readonly side: "before" | "after";
}

/** Breaks off at one batch of statements, as if the process had died there. */
export function crashAt(client: DynamoDBDocumentClient, crash: Crash): void {
  let batches = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      if (!("Statements" in args.input) || batches++ !== crash.batch) return next(args);
      if (crash.side === "after") await next(args);
      throw new Error("crashed");
    },
    { step: "initialize" },
  );
}

/** Keeps whether each BatchGetItem asked for consistency, in order. */
export function recordConsistency(client: DynamoDBDocumentClient): { readonly reads: boolean[] } {
  const seen = { reads: [] as boolean[] };
  client.middlewareStack.add(
    (next) => async (args) => {
      if ("RequestItems" in args.input)
        for (const request of Object.values(args.input.RequestItems ?? {}))
          if ("ConsistentRead" in request) seen.reads.push(request.ConsistentRead === true);
      return next(args);
    },
    { step: "initialize" },
  );
  return seen;
}

/** Breaks the connection after the first request of this command took effect, so that its answer is lost. */
export function loseFirstAnswer(client: DynamoDBDocumentClient, commandName: string): { sent: number } {
  const seen = { sent: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      if (context.commandName !== commandName) return result;
      seen.sent++;
      if (seen.sent === 1) throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
      return result;
    },
    { step: "deserialize" },
  );
  return seen;
}

/** Makes BatchGetItem read only the first key of each request and leave the others unprocessed; `none` reads none. */
export function leaveUnprocessed(client: DynamoDBDocumentClient, read: "one" | "none"): { requests: number } {
  const seen = { requests: 0 };
  client.middlewareStack.add(
    (next) => async (args) => {
      if (!("RequestItems" in args.input)) return next(args);
      seen.requests++;
      const [[table, request] = []] = Object.entries(args.input.RequestItems ?? {});
      if (!table || !request || !("Keys" in request)) return next(args);
      const keys = request.Keys ?? [];
      const unprocessed = { [table]: { ...request, Keys: keys.slice(read === "one" ? 1 : 0) } };
      if (read === "none")
        return {
          output: { $metadata: {}, Responses: {}, UnprocessedKeys: unprocessed },
          response: undefined,
        };
      const input = { ...args.input, RequestItems: { [table]: { ...request, Keys: keys.slice(0, 1) } } };
      const { output, response } = await next({ ...args, input });
      return { output: { ...output, ...(keys.length > 1 && { UnprocessedKeys: unprocessed }) }, response };
    },
    { step: "initialize" },
  );
  return seen;
}
