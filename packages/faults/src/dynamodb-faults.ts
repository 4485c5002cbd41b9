import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** The error that a statement gets as its answer. With `afterEffect`, the statement is run first, otherwise it is not run. */
export interface StatementFault {
  readonly code: string;
  readonly afterEffect?: boolean;
}

/**
 * Makes DynamoDB answer some statements of batches with an error. The others are run and answered as usual.
 *
 * @param faultOf returns the fault of a statement. Its arguments are the number of the batch and the statement's place in it, both from 0
 */
export function failStatements(
  client: DynamoDBDocumentClient,
  faultOf: (batch: number, place: number) => StatementFault | undefined,
): void {
  let batches = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      if (!("Statements" in args.input)) return next(args);
      const statements = args.input.Statements ?? [];
      const batch = batches++;
      const faults = statements.map((_, place) => faultOf(batch, place));
      const isSent = (place: number) => faults[place] === undefined || faults[place].afterEffect === true;
      const sent = statements.filter((_, place) => isSent(place));
      const output =
        sent.length > 0 ? (await next({ ...args, input: { ...args.input, Statements: sent } })).output : {};
      const answers = (
        "Responses" in output && Array.isArray(output.Responses) ? output.Responses : []
      ).values();
      const Responses = faults.map((fault, place) => {
        const answer: unknown = isSent(place) ? answers.next().value : undefined;
        return fault ? { Error: { Code: fault.code, Message: "injected" } } : (answer ?? {});
      });
      return { output: { $metadata: {}, Responses }, response: undefined };
    },
    { step: "initialize", name: "failStatements" },
  );
}

/** Does not send the last statement of the first batch, so that its answer is missing. */
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

/** The point at which a process dies: before or after a batch of statements. `batch` is the batch's number, from 0. */
export interface Crash {
  readonly batch: number;
  readonly side: "before" | "after";
}

/** Throws at one batch of statements, as if the process had died there. */
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

/** Records for each BatchGetItem, in order, whether it was consistent. */
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

/** Breaks the connection after the effect of the first request of this command, so that its answer is lost. */
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

/** Makes BatchGetItem leave all keys of a request unprocessed, or all but the first one. */
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
