import { ConditionalCheckFailedException, DynamoDBServiceException } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod";
import { documentClient, dynamoDbClient, emulatedAt } from "../clients/clients.ts";

/** The end of a statement. `lost` takes effect, and DynamoDB answers that it failed. */
export type Ending = "done" | "lost" | "throttled" | "invalid";

export interface RunsTableInMemory {
  readonly client: ReturnType<typeof documentClient>;
  readonly items: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** The number of events in each request, in the order of the requests. A request for one event is 1. */
  readonly requests: readonly number[];
}

const ERRORS = {
  lost: { Code: "InternalServerError" },
  throttled: { Code: "ThrottlingError" },
  invalid: { Code: "ValidationError" },
} as const;

const putSchema = z.object({
  Item: z.record(z.string(), z.unknown()),
  ConditionExpression: z.literal("attribute_not_exists(trace_id)"),
});
const statementsSchema = z.object({
  Statements: z.array(
    z.object({
      Statement: z.string().startsWith('INSERT INTO "runs" VALUE'),
      Parameters: z.array(z.any()),
    }),
  ),
});

const keyOf = ({ trace_id, seq }: Readonly<Record<string, unknown>>) => `${trace_id} ${seq}`;

/**
 * Returns a runs table in memory that answers appends, and nothing else.
 *
 * @param endingOf returns how a statement of a batch ends, or a put that is sent alone. A put never ends as `invalid`
 * @param answerTime resolves when the table may answer a request
 */
export function runsTableInMemory(
  endingOf: () => Ending = () => "done",
  answerTime: () => Promise<unknown> = async () => {},
): RunsTableInMemory {
  const items = new Map<string, Readonly<Record<string, unknown>>>();
  const requests: number[] = [];

  function put(input: unknown) {
    requests.push(1);
    const { Item } = putSchema.parse(input);
    const stored = items.get(keyOf(Item));
    const ending = endingOf();
    if (ending === "throttled") throw refusal("ProvisionedThroughputExceededException");
    if (stored)
      throw new ConditionalCheckFailedException({
        $metadata: {},
        message: "taken",
        Item: marshall(stored, { removeUndefinedValues: true }),
      });
    items.set(keyOf(Item), Item);
    if (ending === "lost") throw refusal("InternalServerError");
    return { $metadata: {} };
  }

  function batch(input: unknown) {
    const { Statements } = statementsSchema.parse(input);
    requests.push(Statements.length);
    const written = Statements.map(({ Statement, Parameters }) => {
      const names = [...Statement.matchAll(/'(\w+)': \?/g)].map(([, name = ""]) => name);
      return unmarshall(Object.fromEntries(names.map((name, nth) => [name, Parameters[nth]])));
    });
    if (new Set(written.map(keyOf)).size < written.length) throw refusal("ValidationException");
    return {
      $metadata: {},
      Responses: written.map((item) => {
        const ending = endingOf();
        if (ending === "throttled" || ending === "invalid") return { Error: ERRORS[ending] };
        if (items.has(keyOf(item))) return { Error: { Code: "DuplicateItem" } };
        items.set(keyOf(item), item);
        return ending === "lost" ? { Error: ERRORS.lost } : {};
      }),
    };
  }

  const client = documentClient(dynamoDbClient(emulatedAt("http://127.0.0.1:1")));
  const answers = { PutItemCommand: put, BatchExecuteStatementCommand: batch };
  client.middlewareStack.add(
    (_, { commandName }) =>
      async ({ input }) => {
        await answerTime();
        const answer = Object.entries(answers).find(([name]) => name === commandName)?.[1];
        if (!answer) throw new Error(`the table does not answer ${commandName}`);
        return { output: answer(input), response: undefined };
      },
    { step: "initialize", priority: "high" },
  );
  return { client, items, requests };
}

const refusal = (name: string) =>
  new DynamoDBServiceException({ name, message: name, $fault: "client", $metadata: {} });
