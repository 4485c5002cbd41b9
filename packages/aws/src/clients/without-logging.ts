/** A client of the AWS SDK, as far as its middleware goes. */
interface LoggingClient {
  readonly middlewareStack: { remove(name: string): boolean };
}

/** Removes the SDK's logging from a client, and returns the client. The logging copies every request and answer even without a logger. */
export function withoutLogging<Client extends LoggingClient>(client: Client): Client {
  client.middlewareStack.remove("loggerMiddleware");
  return client;
}
