import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";

/** A request as the client gets it. Tests check it for options without a visible effect in the embedded DynamoDB. */
export interface RecordedRequest {
  readonly command: string;
  readonly isConsistent: boolean;
}

const readSchema = z.object({
  ConsistentRead: z.boolean().optional(),
  RequestItems: z.record(z.string(), z.object({ ConsistentRead: z.boolean().optional() })).optional(),
});

/** Records for each read of a client whether it is consistent. */
export function recordReads(client: DynamoDBDocumentClient): readonly RecordedRequest[] {
  const recorded: RecordedRequest[] = [];
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      (args) => {
        if (/^(Get|BatchGet|Query|Scan)/.test(commandName)) {
          const { ConsistentRead, RequestItems = {} } = readSchema.parse(args.input);
          const isConsistent = [
            ConsistentRead,
            ...Object.values(RequestItems).map((each) => each.ConsistentRead),
          ].includes(true);
          recorded.push({ command: commandName.replace(/(Item)?Command$/, ""), isConsistent });
        }
        return next(args);
      },
    { step: "initialize" },
  );
  return recorded;
}
