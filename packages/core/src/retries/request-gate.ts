import { setTimeout as wait } from "node:timers/promises";
import { type AdaptiveLimit, afterAnswer, newAdaptiveLimit, restMs } from "./adaptive-limit.ts";

/** Limits the requests in flight to the number that the service accepts. Further requests wait in the order in which they came. */
export interface RequestGate {
  /**
   * Sends a request as soon as the limit allows it, and learns from the answer. An error does not change the limit and is thrown.
   *
   * @param throttledShare returns the share of the request that the service throttled, from 0 (no part of it) to 1 (the whole request)
   */
  send<Answer>(request: () => Promise<Answer>, throttledShare: (answer: Answer) => number): Promise<Answer>;
  readonly limit: number;
}

export interface RequestGateOptions {
  /** The most requests in flight. It is also the limit until the service throttles for the first time. */
  readonly maxInFlight: number;
  readonly clock?: Clock;
}

/** The clock. Tests pass a clock of their own. */
interface Clock {
  nowMs(): number;
  wait(ms: number): Promise<unknown>;
}

const SYSTEM_CLOCK: Clock = { nowMs: () => performance.now(), wait };

/** The longest rest. Even if the service throttles nearly everything, one request in this time finds out whether it accepts more. */
const LONGEST_REST_MS = 1_000;

export function requestGate({ maxInFlight, clock = SYSTEM_CLOCK }: RequestGateOptions): RequestGate {
  let learnt: AdaptiveLimit = newAdaptiveLimit(maxInFlight);
  let inFlight = 0;
  let places = 0;
  const waiting: (() => void)[] = [];

  const letThrough = () => {
    while (waiting.length > 0 && places < Math.max(1, Math.floor(learnt.limit))) {
      places++;
      waiting.shift()?.();
    }
  };
  const leave = () => {
    places--;
    letThrough();
  };

  return {
    get limit() {
      return learnt.limit;
    },
    async send(request, throttledShare) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        letThrough();
      });
      const sentAtMs = clock.nowMs();
      inFlight++;
      try {
        const answer = await request();
        const answeredAtMs = clock.nowMs();
        learnt = afterAnswer(learnt, {
          sentAtMs,
          answeredAtMs,
          inFlight,
          throttledShare: throttledShare(answer),
        });
        return answer;
      } finally {
        inFlight--;
        const rest = Math.min(restMs(learnt, clock.nowMs() - sentAtMs), LONGEST_REST_MS);
        if (rest > 0) void clock.wait(rest).then(leave);
        else leave();
      }
    },
  };
}
