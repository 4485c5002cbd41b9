import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** The middleware stack of an AWS SDK client. */
export type ClientStack = DynamoDBClient["middlewareStack"];

interface AnyClient {
  readonly middlewareStack: ClientStack;
}

/**
 * Calls `prepare` once for every AWS SDK client of this process, before the client's next request. So the clients inside a function
 * are reached without a change to the function. It works because all clients have the same base class. A document client shares
 * its stack with the client that it wraps.
 *
 * @returns a function that ends this: after its call, no more clients are prepared
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
