import { BatchExecuteStatementCommand } from "@aws-sdk/client-dynamodb";
import { convertToAttr } from "@aws-sdk/util-dynamodb";
import type { Statement } from "./statement.ts";

/**
 * Returns the request for a batch of statements. `JSON.stringify` writes the body, because the SDK's serializer
 * checks each character in JavaScript, which is slow. Both write the same JSON: the input, with binary values in
 * base64.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export function statementBatch(statements: readonly Statement[]): BatchExecuteStatementCommand {
  const command = new BatchExecuteStatementCommand({
    Statements: statements.map(({ Statement, Parameters }) => ({
      Statement,
      Parameters: Parameters.map((value) =>
        value instanceof Uint8Array
          ? { B: asBase64InJson(value) }
          : convertToAttr(value, LEAVE_OUT_UNDEFINED),
      ),
    })),
  });
  let body = Buffer.alloc(0);
  command.middlewareStack.add(
    (next) => (args) => {
      body = Buffer.from(JSON.stringify(args.input));
      return next({ ...args, input: { Statements: [] } });
    },
    { step: "serialize", priority: "high", name: "stringifyInput" },
  );
  command.middlewareStack.add(
    (next) => (args) => {
      if (typeof args.request === "object" && args.request !== null) Object.assign(args.request, { body });
      return next(args);
    },
    { step: "build", priority: "high", name: "sendStringifiedInput" },
  );
  return command;
}

const LEAVE_OUT_UNDEFINED = { removeUndefinedValues: true };

const asBase64InJson = (bytes: Uint8Array): Uint8Array =>
  Object.assign(new Uint8Array(bytes), { toJSON: () => Buffer.from(bytes).toString("base64") });
