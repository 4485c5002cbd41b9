/** Where events go: a function (by asynchronous invocation), or a queue. */
export interface Target {
  readonly arn: string;
  /**
   * Hands the payload over. Once this resolves, the target answers for it.
   *
   * @param attributes what a queue keeps beside the message; a function does not get to see them
   */
  deliver(payload: unknown, attributes?: Readonly<Record<string, string>>): Promise<void>;
  /**
   * Takes the payload at once, or throws. Only a target has this that survives a crash with all that it took: then nobody else
   * has to keep the payload meanwhile.
   */
  readonly accept?: (payload: unknown) => void;
}
