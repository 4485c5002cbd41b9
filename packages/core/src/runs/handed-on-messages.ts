import { untilAborted } from "../deadlines/until-aborted.ts";
import type { TraceId } from "../trace-ids/trace-id.ts";

/** A message that brought a run to an invocation. */
export interface RunMessage {
  readonly traceId: TraceId;
  /** The queue's id of the message. */
  readonly messageId: string;
}

/**
 * The messages whose run was handed on to another message. A queue may deliver such a message again: then there is nothing
 * to do for it.
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
 * Makes the messages best effort: nothing throws, and nothing waits longer than the timeout. A message that could not be
 * looked up counts as not handed on. Its run is processed once more then, beside the one that goes on, and both end as one.
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
