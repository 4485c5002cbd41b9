/**
 * The faults between a function and AWS. With `throttled`, `server-error` and `reset`, the request has no effect. With
 * `answer-lost` and `timed-out`, the request takes effect, but the caller gets an error. With `some-refused`, the service accepts
 * only some of the statements, events or keys in a request.
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

/** Called for each injected fault, with the command of the request, such as `PutItemCommand`. */
export type OnFault = (fault: Fault, command: string) => void;
