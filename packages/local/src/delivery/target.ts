/** A receiver of events: a function (by asynchronous invocation), or a queue. */
export interface Target {
  readonly arn: string;
  /**
   * Delivers the payload. After this resolves, the target is responsible for it.
   *
   * @param attributes a queue stores them with the message. A function does not get them
   */
  deliver(payload: unknown, attributes?: Readonly<Record<string, string>>): Promise<void>;
  /**
   * Accepts the payload at once, or throws. A target has this method only if accepted payloads survive a crash. Then the sender
   * does not have to store the payload.
   */
  readonly accept?: (payload: unknown) => void;
}
