import type { BatchFile } from "../batch-files/batch-file.ts";

/** The state of a run that one invocation hands to the next, if its time was over before the end of the file. */
export interface Continuation {
  readonly file: BatchFile;
  /** The number of invocations in a row that did no batch of the run. */
  readonly idleInvocations: number;
  /** The time that the invocations of this chain worked on the run. It does not include the time that the run waited. */
  readonly workedMs: number;
}

/** Starts the next invocation for a run. */
export interface Continuations {
  /**
   * Requests the next invocation. Resolves when it is certain to come.
   *
   * @param queueArn the queue whose message started this invocation, if there was one. The run continues through the same queue, so
   * that the queue's limit holds
   * @throws if the next invocation could not be requested
   */
  handOn(continuation: Continuation, queueArn?: string): Promise<void>;
}
