/**
 * Called for problems that no caller can receive as an error: a failed invocation, a discarded batch, a stream that cannot be read
 * at the moment. It must not throw.
 */
export type OnProblem = (problem: Error) => void;

export const printProblem: OnProblem = (problem) => console.error(problem);

/** Returns an error unchanged. Returns an error with the text of any other thrown value. */
export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown));
