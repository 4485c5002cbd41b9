import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** The middleware stack of an AWS SDK client. */
export type ClientStack = DynamoDBClient["middlewareStack"];

interface AnyClient {
  readonly middlewareStack: ClientStack;
}

/**
 * Calls `prepare` once for every AWS SDK client of this process, before the client's next request. So a function's own
 * clients are reached without a change to the function. All clients have one base class, and a document client shares the
 * stack of the client below it.
 *
 * @returns a function after which no more clients are prepared
 */
export function onEveryClient(prepare: (stack: ClientStack) => void): () => void {
  const prepared = new WeakSet<ClientStack>();
  const base: { send(this: AnyClient, ...args: unknown[]): unknown } = Object.getPrototypeOf(
    DynamoDBClient.prototype,
  );
  const { send } = base;
  base.send = function (this: AnyClient, ...args) {
    if (!prepared.has(this.middlewareStack)) {
      prepared.add(this.middlewareStack);
      prepare(this.middlewareStack);
    }
    return send.apply(this, args);
  };
  return () => {
    base.send = send;
  };
}
