/**
 * The number of requests that may be in flight to a service. The service's answers raise and lower it. A limit below 1 means one request
 * at a time, with a rest after each. At 0.25, for example, the rest is three times as long as the request took.
 */
export interface AdaptiveLimit {
  readonly limit: number;
  /** The highest value of `limit`. */
  readonly max: number;
  /** The limit at which the service last throttled. `limit` grows by a share of it. */
  readonly throttledAt: number;
  /** When the limit was last reduced. Throttling of requests that were sent earlier does not reduce it again. */
  readonly cutAtMs: number;
  /** The time up to which growth has been added. */
  readonly grownAtMs: number;
}

/** The facts about one answer. */
export interface Answer {
  readonly sentAtMs: number;
  readonly answeredAtMs: number;
  /** The number of requests in flight when the answer came, including this one. */
  readonly inFlight: number;
  /** The share of the request that was throttled, from 0 (no part of it) to 1 (the whole request). */
  readonly throttledShare: number;
}

/** Growth in a second without throttling, as a share of `throttledAt`, or of the limit itself if that is higher. */
const GROWTH_PER_SECOND = 0.3;
/** At most this much time between two answers counts for growth. */
const LONGEST_CALM_MS = 1_000;
const MIN_LIMIT = 1 / 64;

/** Returns the limit before the first answer. It is at its maximum. */
export const newAdaptiveLimit = (max: number): AdaptiveLimit => ({
  limit: max,
  max,
  throttledAt: max,
  cutAtMs: Number.NEGATIVE_INFINITY,
  grownAtMs: Number.NEGATIVE_INFINITY,
});

/**
 * Returns the limit after an answer. Without throttling it increases additively. With throttling it decreases multiplicatively,
 * but only once for requests that were in flight together. As in DCTCP (RFC 8257, section 3.3), the decrease grows with the
 * throttled share, up to a half. So if a table gets slightly too many requests, it then gets slightly fewer.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8257
 */
export function afterAnswer(before: AdaptiveLimit, answer: Answer): AdaptiveLimit {
  if (answer.throttledShare > 0) return afterThrottling(before, answer);
  const calmMs = Math.min(answer.answeredAtMs - before.grownAtMs, LONGEST_CALM_MS);
  const isInUse = answer.inFlight >= Math.floor(before.limit);
  const step = Math.max(before.throttledAt, before.limit) * GROWTH_PER_SECOND;
  const growth = isInUse ? (step * calmMs) / 1_000 : 0;
  return { ...before, limit: Math.min(before.limit + growth, before.max), grownAtMs: answer.answeredAtMs };
}

function afterThrottling(before: AdaptiveLimit, answer: Answer): AdaptiveLimit {
  const { sentAtMs, answeredAtMs, inFlight, throttledShare } = answer;
  if (sentAtMs < before.cutAtMs) return { ...before, grownAtMs: answeredAtMs };
  const throttledAt = Math.min(before.limit, inFlight);
  return {
    ...before,
    limit: Math.max(throttledAt * (1 - throttledShare / 2), MIN_LIMIT),
    throttledAt,
    cutAtMs: answeredAtMs,
    grownAtMs: answeredAtMs,
  };
}

/** Returns how long to rest after a request that took `requestMs`. */
export const restMs = ({ limit }: AdaptiveLimit, requestMs: number): number =>
  limit >= 1 ? 0 : requestMs * (1 / limit - 1);
