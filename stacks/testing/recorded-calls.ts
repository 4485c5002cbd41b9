import { type IncomingMessage, request as send } from "node:http";
import { buffer } from "node:stream/consumers";
import { PROBE_KEY } from "@paperledger/aws/probes/probe";
import { listenOnLoopback } from "@paperledger/embedded/loopback-server";
import * as z from "zod";

/** A function's call: the action in a policy and the resource. */
export interface RecordedCall {
  /** The action, such as `dynamodb:PartiQLInsert`. */
  readonly action: string;
  /** The resource, such as `dynamodb table/paperledger-papers` or `s3 paperledger-raw/rejects/...`. */
  readonly resource: string;
  /** True if the call only checks whether it is permitted. */
  readonly isProbe: boolean;
}

type PermittedCall = Omit<RecordedCall, "isProbe">;

type Service = "DYNAMODB" | "S3" | "SQS" | "EVENTBRIDGE" | "LAMBDA";

/** Stands between a function and AWS, and records the function's calls. */
export interface CallRecorder {
  /** Returns the environment in which a function calls AWS through the recorder. */
  environment(usual: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
  calls(): readonly RecordedCall[];
  stop(): Promise<void>;
}

/** Starts a recorder on a free port of 127.0.0.1, for one function. */
export async function recordCalls(): Promise<CallRecorder> {
  const calls: RecordedCall[] = [];
  let endpoints: Readonly<Record<string, string>> = {};
  const server = await listenOnLoopback(async (request, response) => {
    const body = await buffer(request);
    const service = serviceOf(request);
    const isProbe = `${request.url} ${body}`.includes(PROBE_KEY) || targetOf(request) === QUEUE_PROBE;
    calls.push(...callsOf(service, request, body).map((call) => ({ ...call, isProbe })));
    const url = new URL(request.url ?? "/", endpoints[`AWS_ENDPOINT_URL_${service}`]);
    const headers = { ...request.headers, host: url.host };
    const onward = send(url, { method: request.method, headers });
    onward.on("error", () => response.destroy());
    onward.on("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.end(body);
  });
  return {
    environment(usual) {
      endpoints = usual;
      return Object.fromEntries(
        Object.entries(usual).map(([name, value]) => [
          name,
          name.startsWith("AWS_ENDPOINT_URL_") ? server.endpoint : value,
        ]),
      );
    },
    calls: () => calls,
    stop: server.stop,
  };
}

/** Functions ask for a queue's attributes only in a probe. */
const QUEUE_PROBE = "AmazonSQS.GetQueueAttributes";

const targetOf = (request: IncomingMessage) => String(request.headers["x-amz-target"] ?? "");

function serviceOf(request: IncomingMessage): Service {
  if (targetOf(request).startsWith("DynamoDB_")) return "DYNAMODB";
  if (targetOf(request).startsWith("AWSEvents.")) return "EVENTBRIDGE";
  if (targetOf(request).startsWith("AmazonSQS.")) return "SQS";
  return request.url?.startsWith("/2015-03-31/functions/") ? "LAMBDA" : "S3";
}

function callsOf(service: Service, request: IncomingMessage, body: Buffer): readonly PermittedCall[] {
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://aws").pathname);
  switch (service) {
    case "DYNAMODB":
      return dynamoDbCalls(targetOf(request).split(".")[1] ?? "", JSON.parse(body.toString()));
    case "EVENTBRIDGE":
      return eventsSchema.parse(JSON.parse(body.toString())).Entries.map(({ EventBusName }) => ({
        action: "events:PutEvents",
        resource: `events event-bus/${EventBusName}`,
      }));
    case "SQS": {
      const { QueueUrl } = queueSchema.parse(JSON.parse(body.toString()));
      const [, operation = ""] = targetOf(request).split(".");
      return [{ action: `sqs:${operation}`, resource: `sqs ${QueueUrl.split("/").at(-1)}` }];
    }
    case "LAMBDA":
      return [{ action: "lambda:InvokeFunction", resource: `lambda function:${path.split("/")[3]}` }];
    case "S3":
      return [
        {
          action: request.method === "PUT" ? "s3:PutObject" : "s3:GetObject",
          resource: `s3 ${path.slice(1)}`,
        },
      ];
  }
}

const eventsSchema = z.object({ Entries: z.array(z.object({ EventBusName: z.string() })) });

const queueSchema = z.object({ QueueUrl: z.string() });

const tableSchema = z.object({ TableName: z.string(), IndexName: z.string().optional() });
const batchGetSchema = z.object({ RequestItems: z.record(z.string(), z.unknown()) });
const statementSchema = z.object({ Statement: z.string() });
const statementsSchema = z.object({ Statements: z.array(statementSchema) });
const transactionSchema = z.object({
  TransactItems: z.array(z.partialRecord(z.enum(["Put", "Update", "Delete", "ConditionCheck"]), tableSchema)),
});

/**
 * Returns the permissions that a request to DynamoDB needs. A transaction needs the permissions of its parts. A PartiQL statement needs
 * the permission of its verb.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
 */
function dynamoDbCalls(operation: string, input: unknown): readonly PermittedCall[] {
  const call = (action: string, table: string, index?: string) => ({
    action: `dynamodb:${action}`,
    resource: `dynamodb table/${table}${index === undefined ? "" : `/index/${index}`}`,
  });
  const statementCall = ({ Statement }: z.infer<typeof statementSchema>) => {
    const [, verb = "", table = ""] = /^(INSERT|UPDATE|DELETE|SELECT)\b[^"]*"([^"]+)"/.exec(Statement) ?? [];
    return call(`PartiQL${verb.charAt(0)}${verb.slice(1).toLowerCase()}`, table);
  };
  switch (operation) {
    case "BatchGetItem":
      return Object.keys(batchGetSchema.parse(input).RequestItems).map((table) => call(operation, table));
    case "BatchExecuteStatement":
      return statementsSchema.parse(input).Statements.map(statementCall);
    case "ExecuteStatement":
      return [statementCall(statementSchema.parse(input))];
    case "TransactWriteItems":
      return transactionSchema
        .parse(input)
        .TransactItems.flatMap((item) =>
          Object.entries(item).map(([part, of]) =>
            call(part === "ConditionCheck" ? "ConditionCheckItem" : `${part}Item`, of?.TableName ?? ""),
          ),
        );
    default: {
      const { TableName, IndexName } = tableSchema.parse(input);
      return [call(operation, TableName, IndexName)];
    }
  }
}
