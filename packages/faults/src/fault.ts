/**
 * The faults between a function and AWS. With `throttled`, `server-error` and `reset` the request has no effect. With
 * `answer-lost` and `timed-out` it has its effect, and the caller gets an error. With `some-refused` the service takes only
 * a part of the statements, events or keys of a request.
 */
const FAULTS = [
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

/** Is called for each fault with the command that it was injected into, such as `PutItemCommand`. */
export type OnFault = (fault: Fault, command: string) => void;
