/**
 * What can go wrong between a function and AWS. `throttled`, `server-error` and `reset` leave no trace in AWS; with
 * `answer-lost` and `timed-out` the request took effect, and nobody tells; `some-refused` is an answer that takes a part
 * of what it was given: of statements, of events, of keys.
 */
export const FAULTS = [
  "throttled",
  "server-error",
  "reset",
  "answer-lost",
  "timed-out",
  "slow",
  "transaction-conflict",
  "some-refused",
] as const;

export type Fault = (typeof FAULTS)[number];

/** Told of each fault, and of the command that it befell, such as `PutItemCommand`. */
export type OnFault = (fault: Fault, command: string) => void;
