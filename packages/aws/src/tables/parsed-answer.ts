import { Readable } from "node:stream";
import type {
  $Command,
  AttributeValue,
  DynamoDBClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from "@aws-sdk/client-dynamodb";
import { parseContext } from "@paperledger/events/parse-context";
import * as z from "zod";
import { jsonTextSchema } from "../clients/json-text.ts";

/**
 * Makes `JSON.parse` parse the answer of a command. Call it before the command is sent. The SDK's deserializer is slower, because it checks each attribute of each item against
 * a schema. The output is DynamoDB's JSON, so binary values are still in base64. {@link itemOfJson} decodes them. The SDK still parses
 * errors and all other answers.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export function parseAnswer<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  { middlewareStack }: Pick<$Command<Input, Output, DynamoDBClientResolvedConfig>, "middlewareStack">,
  answerSchema: z.ZodType<object>,
): void {
  const answerTextSchema = jsonTextSchema.pipe(answerSchema);
  let answer: object = {};
  middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      if (result.output) Object.assign(result.output, answer);
      return result;
    },
    { step: "deserialize", priority: "high", name: "giveParsedAnswer" },
  );
  // Directly beside the SDK's deserializer, so that injected faults and limits stay closer to the network.
  middlewareStack.addRelativeTo(
    <Args, Result extends { readonly response: unknown }>(next: (args: Args) => Promise<Result>) =>
      async (args: Args) => {
        const result = await next(args);
        answer = {};
        if (!isOk(result.response)) return result;
        // node:stream/consumers takes twice as long, and loads web streams at a cold start.
        const body = Buffer.concat(await Array.fromAsync<Uint8Array>(result.response.body));
        const parsed = answerTextSchema.safeParse(body.toString(), parseContext());
        if (parsed.success) answer = parsed.data;
        Object.assign(result.response, { body: parsed.success ? NO_BODY : body });
        return result;
      },
    { relation: "after", toMiddleware: "deserializerMiddleware", name: "parseAnswer" },
  );
}

const NO_BODY = new Uint8Array();

const isOk = (response: unknown): response is { readonly body: Readable } =>
  typeof response === "object" &&
  response !== null &&
  "statusCode" in response &&
  response.statusCode === 200 &&
  "body" in response &&
  response.body instanceof Readable;

/** An item in DynamoDB's JSON. */
export type JsonItem = Record<string, AttributeValue>;

const isObject = (value: unknown): value is JsonItem =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const jsonItemSchema = z.custom<JsonItem>(isObject, { error: "not an item in DynamoDB's JSON" });
export const jsonItemsSchema = z.array(jsonItemSchema);

/**
 * Converts an item from DynamoDB's JSON into plain values, like those of the document client. Every number is a
 * JavaScript number.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export function itemOfJson(item: JsonItem): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  // A loop with `in` takes half as long again.
  for (const name of Object.keys(item)) values[name] = valueOfJson(item[name]);
  return values;
}

function valueOfJson(value: AttributeValue | undefined): unknown {
  if (value === undefined) return undefined;
  // Reading all of these at once is quicker than reading one after the other.
  const { S, N, M, L, NULL, BOOL } = value;
  if (S !== undefined) return S;
  if (N !== undefined) return Number(N);
  if (M !== undefined) return itemOfJson(M);
  if (L !== undefined) return L.map(valueOfJson);
  if (NULL !== undefined) return null;
  if (BOOL !== undefined) return BOOL;
  if (value.B !== undefined) return bytesOf(value.B);
  if (value.SS !== undefined) return new Set(value.SS);
  if (value.NS !== undefined) return new Set(value.NS.map(Number));
  if (value.BS !== undefined) return new Set(value.BS.map(bytesOf));
  return undefined;
}

/** The SDK gives binary values as bytes. DynamoDB's JSON gives them as base64. */
const bytesOf = (value: Uint8Array | string): Uint8Array =>
  typeof value === "string" ? new Uint8Array(Buffer.from(value, "base64")) : value;
