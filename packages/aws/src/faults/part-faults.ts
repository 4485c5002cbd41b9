import { z } from "zod";

/** A request of several parts, of which some are refused. */
export interface SplitRequest {
  /** The request without the refused parts; undefined where none is left. */
  readonly fewer: object | undefined;
  /** What to answer, given the answer to the fewer parts; `{}` where they were not sent. */
  answer(toFewer: unknown): object;
}

/** What becomes of a part: taken, refused, or taken and answered with an error all the same. */
export type Fate = "taken" | "refused" | "taken-unsaid";

const statementsSchema = z.looseObject({ Statements: z.array(z.unknown()) });
const statementAnswersSchema = z.looseObject({ Responses: z.array(z.unknown()).default([]) });
const entriesSchema = z.looseObject({ Entries: z.array(z.unknown()) });
const entryAnswersSchema = z.looseObject({ Entries: z.array(z.unknown()).default([]) });
const keysSchema = z.looseObject({
  RequestItems: z.record(z.string(), z.looseObject({ Keys: z.array(z.unknown()) })),
});

/** Refuses parts of a request as the service would, by the fate of each; nothing for a request that is not of parts. */
export function splitRequest(command: string, request: unknown, fate: () => Fate): SplitRequest | undefined {
  if (command === "BatchExecuteStatementCommand") return splitStatements(request, fate);
  if (command === "PutEventsCommand") return splitEntries(request, fate);
  if (command === "BatchGetItemCommand") return splitKeys(request, fate);
  return undefined;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
function splitStatements(request: unknown, fate: () => Fate): SplitRequest {
  const { Statements, ...rest } = statementsSchema.parse(request);
  const parts = fatesOf(Statements, fate);
  const failure = { Error: { Code: "ThrottlingError", Message: "injected fault" } };
  return {
    fewer: parts.sent.length > 0 ? { ...rest, Statements: parts.sent } : undefined,
    answer: (toFewer) => ({
      Responses: parts.answers(statementAnswersSchema.parse(toFewer).Responses, () => failure),
    }),
  };
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html */
function splitEntries(request: unknown, fate: () => Fate): SplitRequest {
  const { Entries, ...rest } = entriesSchema.parse(request);
  const parts = fatesOf(Entries, fate);
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
function splitKeys(request: unknown, fate: () => Fate): SplitRequest {
  const { RequestItems, ...rest } = keysSchema.parse(request);
  const fewer: Record<string, object> = {};
  const UnprocessedKeys: Record<string, object> = {};
  for (const [table, { Keys, ...options }] of Object.entries(RequestItems)) {
    const refused = new Set(Keys.filter(() => fate() !== "taken"));
    const sent = Keys.filter((key) => !refused.has(key));
    if (sent.length > 0) fewer[table] = { ...options, Keys: sent };
    if (refused.size > 0) UnprocessedKeys[table] = { ...options, Keys: [...refused] };
  }
  return {
    fewer: Object.keys(fewer).length > 0 ? { ...rest, RequestItems: fewer } : undefined,
    answer: (toFewer) => ({ Responses: {}, ...z.looseObject({}).parse(toFewer), UnprocessedKeys }),
  };
}

function fatesOf(parts: readonly unknown[], fate: () => Fate) {
  const fates = parts.map(() => fate());
  return {
    sent: parts.filter((_, index) => fates[index] !== "refused"),
    failed: fates.filter((each) => each !== "taken").length,
    /** The answers of all parts in their order, those of the fewer among them. */
    answers(ofFewer: readonly unknown[], failure: () => object): unknown[] {
      const rest = ofFewer.values();
      return fates.map((each) => {
        const answer = each === "refused" ? undefined : rest.next().value;
        return each === "taken" ? answer : failure();
      });
    },
  };
}
