import type { FunctionDescription } from "./function-description.ts";
import type { Setting } from "./setting.ts";

/** Returns all settings of a function, in the order in which an operator reads them. */
export const settingsIn = ({
  memoryMb,
  timeout,
  reservedConcurrency,
  trigger,
  numbers,
  choices,
  texts,
}: FunctionDescription): readonly Setting[] => [
  memoryMb,
  ...("setting" in timeout ? [timeout] : []),
  ...(trigger.kind === "queue"
    ? Object.values(trigger.queues).map(({ maximumConcurrency }) => maximumConcurrency)
    : []),
  ...(reservedConcurrency ? [reservedConcurrency] : []),
  ...(trigger.kind === "stream" ? [trigger.batchSize, trigger.windowSeconds, trigger.parallelization] : []),
  ...Object.values(numbers),
  ...Object.values(choices),
  ...Object.values(texts),
];
