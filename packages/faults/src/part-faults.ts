import * as z from "zod";

/** A request with several parts. Some of the parts are refused. */
export interface SplitRequest {
  /** The request without the refused parts. Undefined if no part is left. */
  readonly fewer: object | undefined;
  /** Returns the answer to all parts. `toFewer` is the answer to the request `fewer`, or `{}` if it was not sent. */
  answer(toFewer: unknown): object;
}

/** The outcome of a part: accepted, refused, or accepted but answered with an error. */
export type PartOutcome = "taken" | "refused" | "taken-unsaid";

const statementsSchema = z.looseObject({ Statements: z.array(z.unknown()) });
const statementAnswersSchema = z.looseObject({ Responses: z.array(z.unknown()).default([]) });
const entriesSchema = z.looseObject({ Entries: z.array(z.unknown()) });
const entryAnswersSchema = z.looseObject({ Entries: z.array(z.unknown()).default([]) });
const keysSchema = z.looseObject({
  RequestItems: z.record(z.string(), z.looseObject({ Keys: z.array(z.unknown()) })),
});

/** Splits a request by the outcome of each part. Returns undefined for a request that has no parts. */
export function splitRequest(
  command: string,
  request: unknown,
  outcome: () => PartOutcome,
): SplitRequest | undefined {
  if (command === "BatchExecuteStatementCommand") return splitStatements(request, outcome);
  if (command === "PutEventsCommand") return splitEntries(request, outcome);
  if (command === "BatchGetItemCommand") return splitKeys(request, outcome);
  return undefined;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
function splitStatements(request: unknown, outcome: () => PartOutcome): SplitRequest {
  const { Statements, ...rest } = statementsSchema.parse(request);
  const parts = outcomesOf(Statements, outcome);
  const failure = { Error: { Code: "ThrottlingError", Message: "injected fault" } };
  return {
    fewer: parts.sent.length > 0 ? { ...rest, Statements: parts.sent } : undefined,
    answer: (toFewer) => ({
      Responses: parts.answers(statementAnswersSchema.parse(toFewer).Responses, () => failure),
    }),
  };
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html */
function splitEntries(request: unknown, outcome: () => PartOutcome): SplitRequest {
  const { Entries, ...rest } = entriesSchema.parse(request);
  const parts = outcomesOf(Entries, outcome);
  const failure = { ErrorCode: "InternalFailure", ErrorMessage: "injected fault" };
  return {
    fewer: parts.sent.length > 0 ? { ...rest, Entries: parts.sent } : undefined,
    answer: (toFewer) => ({
      FailedEntryCount: parts.failed,
      Entries: parts.answers(entryAnswersSchema.parse(toFewer).Entries, () => failure),
    }),
  };
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
function splitKeys(request: unknown, outcome: () => PartOutcome): SplitRequest {
  const { RequestItems, ...rest } = keysSchema.parse(request);
  const fewer: Record<string, object> = {};
  const UnprocessedKeys: Record<string, object> = {};
  for (const [table, { Keys, ...options }] of Object.entries(RequestItems)) {
    const refused = new Set(Keys.filter(() => outcome() !== "taken"));
    const sent = Keys.filter((key) => !refused.has(key));
    if (sent.length > 0) fewer[table] = { ...options, Keys: sent };
    if (refused.size > 0) UnprocessedKeys[table] = { ...options, Keys: [...refused] };
  }
  return {
    fewer: Object.keys(fewer).length > 0 ? { ...rest, RequestItems: fewer } : undefined,
    answer: (toFewer) => ({ Responses: {}, ...z.looseObject({}).parse(toFewer), UnprocessedKeys }),
  };
}

function outcomesOf(parts: readonly unknown[], outcome: () => PartOutcome) {
  const outcomes = parts.map(() => outcome());
  return {
    sent: parts.filter((_, index) => outcomes[index] !== "refused"),
    failed: outcomes.filter((each) => each !== "taken").length,
    /** Returns the answers to all parts, in order. `ofFewer` are the answers to the parts that were sent. */
    answers(ofFewer: readonly unknown[], failure: () => object): unknown[] {
      const rest = ofFewer.values();
      return outcomes.map((each) => {
        const answer = each === "refused" ? undefined : rest.next().value;
        return each === "taken" ? answer : failure();
      });
    },
  };
}
