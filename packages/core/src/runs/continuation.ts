import type { BatchFile } from "../batch-files/batch-file.ts";
import type { Timestamp } from "../papers/paper.ts";

/** What one invocation hands to the next, where its time was up before the end of the file. */
export interface Continuation {
  readonly file: BatchFile;
  /** How many invocations in a row did no batch of the run. */
  readonly idleInvocations: number;
  /** When the first of them began, which was brought an event and no continuation. */
  readonly beganAt: Timestamp;
}

/** Starts the next invocation for a run. */
export interface Continuations {
  /** Resolves when the next invocation is sure to come. @throws where it could not be asked for */
  handOn(functionName: string, continuation: Continuation): Promise<void>;
}
