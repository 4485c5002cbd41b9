import { BatchExecuteStatementCommand } from "@aws-sdk/client-dynamodb";
import { convertToAttr } from "@aws-sdk/util-dynamodb";
import { stringifyBody } from "../clients/json-body.ts";
import type { Statement } from "./statement.ts";

/** Returns the request for a batch of statements, whose body {@link stringifyBody} writes. */
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
  stringifyBody(command, { Statements: [] });
  return command;
}

const LEAVE_OUT_UNDEFINED = { removeUndefinedValues: true };

const asBase64InJson = (bytes: Uint8Array): Uint8Array =>
  Object.assign(new Uint8Array(bytes), { toJSON: () => Buffer.from(bytes).toString("base64") });
