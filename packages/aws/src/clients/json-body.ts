import type { $Command, DynamoDBClientResolvedConfig } from "@aws-sdk/client-dynamodb";

/**
 * Makes `JSON.stringify` write the body of a command in AWS's JSON protocol, because the SDK's serializer checks each character in JavaScript,
 * which is slow. Call it before the command is sent.
 *
 * The value must hold binary values as base64 and times in seconds, because `JSON.stringify` does not convert them.
 *
 * @param empty an input that the SDK serializes quickly. Its result is not sent
 * @param written returns the value to write. The default is the input
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export function stringifyBody<Input extends object, Output extends object>(
  { middlewareStack }: Pick<$Command<Input, Output, DynamoDBClientResolvedConfig>, "middlewareStack">,
  empty: Input,
  written: (input: Input) => object = (input) => input,
): void {
  let body = Buffer.alloc(0);
  middlewareStack.add(
    (next) => (args) => {
      body = Buffer.from(JSON.stringify(written(args.input)));
      return next({ ...args, input: empty });
    },
    { step: "serialize", priority: "high", name: "stringifyInput" },
  );
  middlewareStack.add(
    (next) => (args) => {
      if (typeof args.request === "object" && args.request !== null) Object.assign(args.request, { body });
      return next(args);
    },
    { step: "build", priority: "high", name: "sendStringifiedInput" },
  );
}
