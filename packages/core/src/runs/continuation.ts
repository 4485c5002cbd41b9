import type { BatchFile } from "../batch-files/batch-file.ts";

/** What one invocation hands to the next, where its time was up before the end of the file. */
export interface Continuation {
  readonly file: BatchFile;
  /** How many invocations in a row did no batch of the run. */
  readonly idleInvocations: number;
  /** The time that the invocations of this chain worked on the run. The time that the run waited for them is not in it. */
  readonly workedMs: number;
}

/** Starts the next invocation for a run. */
export interface Continuations {
  /**
   * Resolves when the next invocation is sure to come.
   *
   * @param queueArn the queue that brought the run, if one did: it goes on by the same queue, so that the queue's cap holds
   * @throws where it could not be asked for
   */
  handOn(continuation: Continuation, queueArn?: string): Promise<void>;
}
