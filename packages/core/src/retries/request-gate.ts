import { setTimeout as wait } from "node:timers/promises";
import { type AdaptiveLimit, afterAnswer, newAdaptiveLimit, restMs } from "./adaptive-limit.ts";

/** Lets as many requests through at once as the service takes; the others wait, first come, first served. */
export interface RequestGate {
  /**
   * Sends a request when it may go, and learns from the answer. An error teaches nothing and comes through.
   *
   * @param throttledShare how much of the request the service put off, by its answer: 0 nothing, 1 all
   */
  send<Answer>(request: () => Promise<Answer>, throttledShare: (answer: Answer) => number): Promise<Answer>;
  readonly limit: number;
}

export interface RequestGateOptions {
  /** The most requests at once, and how many there may be until the service throttles. */
  readonly maxInFlight: number;
  readonly clock?: Clock;
}

/** Time, as tests make it. */
interface Clock {
  nowMs(): number;
  wait(ms: number): Promise<unknown>;
}

const SYSTEM_CLOCK: Clock = { nowMs: () => performance.now(), wait };

/** Where the service is nearly shut, one request in this time still finds out whether it opens. */
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
