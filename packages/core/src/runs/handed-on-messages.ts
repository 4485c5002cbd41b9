import { untilAborted } from "../deadlines/until-aborted.ts";
import type { TraceId } from "../trace-ids/trace-id.ts";

/** A queue message that started an invocation for a run. */
export interface RunMessage {
  readonly traceId: TraceId;
  /** The queue's id of the message. */
  readonly messageId: string;
}

/**
 * The messages whose run was handed on to another message. A queue may deliver such a message again. Then it needs no work.
 */
export interface HandedOnMessages {
  has(message: RunMessage, signal?: AbortSignal): Promise<boolean>;
  keep(message: RunMessage, signal?: AbortSignal): Promise<void>;
}

export interface BestEffortOptions {
  /** Called with each message that could not be looked up or kept. */
  readonly onFailure: (error: unknown, message: RunMessage) => void;
  /** The longest that a request may take. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 1_000;

/**
 * Returns the same store as best effort: no method throws, and none waits longer than the timeout. A message that cannot be
 * looked up counts as not handed on. Then its run is processed by two invocations at once, which is safe: both write the same
 * events.
 */
export function bestEffort(
  messages: HandedOnMessages,
  { onFailure, timeoutMs = DEFAULT_TIMEOUT_MS }: BestEffortOptions,
): HandedOnMessages {
  const attempt = async <Result>(
    message: RunMessage,
    otherwise: Result,
    request: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      return await untilAborted(request(signal), signal);
    } catch (error) {
      onFailure(error, message);
      return otherwise;
    }
  };
  return {
    has: (message) => attempt(message, false, (signal) => messages.has(message, signal)),
    keep: (message) => attempt(message, undefined, (signal) => messages.keep(message, signal)),
  };
}
