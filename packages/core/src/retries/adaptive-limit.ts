/**
 * How many requests a service is to be sent at once, as learnt from its answers. Below 1, a request at a time with rests in
 * between: at 0.25, three times as long as the request took.
 */
export interface AdaptiveLimit {
  readonly limit: number;
  /** The most that `limit` grows to. */
  readonly max: number;
  /** The limit at which the service last throttled: what `limit` grows by is a part of it. */
  readonly throttledAt: number;
  /** Answers to requests that were sent before this moment tell of a limit that is no more. */
  readonly cutAtMs: number;
  /** Up to when calm has been counted. */
  readonly grownAtMs: number;
}

/** What one answer tells. */
export interface Answer {
  readonly sentAtMs: number;
  readonly answeredAtMs: number;
  /** Requests under way when it came, itself included. */
  readonly inFlight: number;
  /** How much of the request was throttled: 0 nothing, 1 all. */
  readonly throttledShare: number;
}

/** Calm for a second adds this much of the limit that was too high; and of the limit itself, once it is beyond that. */
const GROWTH_PER_SECOND = 0.3;
/** Answers that are longer apart tell nothing of the time between. */
const LONGEST_CALM_MS = 1_000;
const MIN_LIMIT = 1 / 64;

/** A limit that has learnt nothing yet: it does not hold back. */
export const newAdaptiveLimit = (max: number): AdaptiveLimit => ({
  limit: max,
  max,
  throttledAt: max,
  cutAtMs: Number.NEGATIVE_INFINITY,
  grownAtMs: Number.NEGATIVE_INFINITY,
});

/**
 * The limit after an answer: additive increase in calm, multiplicative decrease when throttled, at most once for what was
 * under way together. The decrease follows how much was throttled, up to a half, as DCTCP's does (RFC 8257, section 3.3):
 * so a table that is asked for a little too much is asked for a little less.
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

/** How long to rest after a request that took so long. */
export const restMs = ({ limit }: AdaptiveLimit, requestMs: number): number =>
  limit >= 1 ? 0 : requestMs * (1 / limit - 1);
