import { Readable } from "node:stream";
import { onEveryClient } from "@paperledger/faults/every-client";
import * as z from "zod";

/** The beginning of a BatchExecuteStatement's body. The rest of the body is the same as in an ExecuteTransaction. */
const BATCH = Buffer.from('{"Statements":');
const TRANSACTION = Buffer.from('{"TransactStatements":');

const requestSchema = z.looseObject({
  headers: z.record(z.string(), z.string()),
  body: z.union([z.string(), z.instanceof(Uint8Array)]),
});
const answerSchema = z.looseObject({ statusCode: z.number(), body: z.unknown() });

/**
 * Makes the embedded DynamoDB write each BatchExecuteStatement with one commit, for every AWS SDK client of this process. dynoxide
 * commits each statement of a batch separately and waits for the disk each time: 25 times for a batch. So the statements are sent as
 * one transaction instead. If a statement fails, the transaction has no effect, and the batch is sent unchanged. If all succeed, the
 * answers of both operations are the same.
 *
 * @returns a function that ends this: after its call, clients that have not sent a request yet send batches unchanged
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteTransaction.html
 */
export function commitBatchesAtOnce(): () => void {
  return onEveryClient((stack) =>
    stack.add(
      (next, { commandName }) =>
        async (args) => {
          const transaction =
            commandName === "BatchExecuteStatementCommand" ? transactionOf(args.request) : undefined;
          if (!transaction) return next(args);
          const answered = await next({ ...args, request: transaction });
          const { statusCode, body } = answerSchema.parse(answered.response);
          if (statusCode === 200) return answered;
          if (body instanceof Readable) body.resume();
          return next(args);
        },
      { step: "deserialize", priority: "low", name: "commitBatchesAtOnce" },
    ),
  );
}

/** Returns a request that sends a batch's statements as a transaction. Returns undefined if the body has an unexpected form. */
function transactionOf(request: unknown): unknown {
  const { headers, body } = requestSchema.parse(request);
  const bytes = Buffer.from(body);
  if (!bytes.subarray(0, BATCH.length).equals(BATCH)) return undefined;
  const content = Buffer.concat([TRANSACTION, bytes.subarray(BATCH.length)]);
  return Object.assign(Object.create(Object.getPrototypeOf(request)), request, {
    body: content,
    headers: {
      ...headers,
      "x-amz-target": "DynamoDB_20120810.ExecuteTransaction",
      "content-length": String(content.length),
    },
  });
}
