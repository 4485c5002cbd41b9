import type { Timestamp } from "../papers/paper.ts";
import { readDate, readTimestamp } from "./read-date.ts";

const MAX_VERSION = 999;

/**
 * When a version of a paper is from, where the source tells its day alone: midnight UTC, and the version's number as
 * milliseconds, so that of two versions of one day the later one is newer. `2024-01-20` and 2 are
 * `2024-01-20T00:00:00.002Z`. Gives undefined for what is no day in the calendar.
 *
 * @param day `YYYY-MM-DD`, or a date-time of that day
 * @param version a whole number from 0; those over 999 count as 999
 */
export const versionTime = (day: string, version: number): Timestamp | undefined =>
  readTimestamp(`${readDate(day)}T00:00:00.${String(Math.min(version, MAX_VERSION)).padStart(3, "0")}Z`);
