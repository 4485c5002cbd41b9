/**
 * Hears of what went wrong where no caller waits for the answer: a failed invocation, a discarded batch, a stream that
 * cannot be read just now. It must not throw.
 */
export type OnProblem = (problem: Error) => void;

export const printProblem: OnProblem = (problem) => console.error(problem);

/** Returns an error as it is, and anything else that was thrown as the message of an error. */
export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown));
