import type { Timestamp } from "../papers/paper.ts";
import type { Attempt } from "./attempt-log.ts";
import { SILENT_AFTER_MS } from "./silent-after.ts";

/**
 * The redrives that the attempts at a run show. A redrive that fails just as before leaves no event, so only its attempt shows
 * it.
 */
export interface BegunAgain {
  /** The number of attempts. */
  readonly attempts: number;
  /** When the last attempt began. */
  readonly lastBeganAt: Timestamp;
  /** True if the last attempt has no end yet, or its process was killed. */
  readonly isLastOpen: boolean;
  /** When the last attempt failed. Null if it did not fail, or if no attempt failed before it. */
  readonly failedAgainAt: Timestamp | null;
}

/**
 * Returns the redrives that the attempts at a run show, or null if they show none. An attempt is a redrive if the one before it
 * failed, or if the run had been silent before it. It is not a redrive if the run was handed on, or if the queue delivered its
 * message once more.
 *
 * @param attempts in the order in which they began
 */
export function begunAgain(attempts: readonly Attempt[]): BegunAgain | null {
  const last = attempts.at(-1);
  const isRedriven = attempts.some((attempt, nth) => isRedrive(attempt, attempts[nth - 1]));
  if (!last || !isRedriven) return null;
  const failures = attempts.filter(hasFailed);
  return {
    attempts: attempts.length,
    lastBeganAt: last.startedAt,
    isLastOpen: last.end === null,
    failedAgainAt: failures.length > 1 && hasFailed(last) ? (last.end?.at ?? null) : null,
  };
}

const isRedrive = ({ startedAt }: Attempt, before: Attempt | undefined): boolean =>
  before !== undefined &&
  (hasFailed(before) ||
    Date.parse(startedAt) - Date.parse(before.end?.at ?? before.startedAt) > SILENT_AFTER_MS);

const hasFailed = ({ end }: Attempt): boolean => end?.kind === "ended" && end.status === "failed";
