import type { Timestamp } from "../papers/paper.ts";
import { readDate, readTimestamp } from "./read-date.ts";

const MAX_VERSION = 999;

/**
 * Returns the time of a paper's version if the source gives only its day: midnight UTC, plus the version's number in
 * milliseconds. So the later of two versions of one day is newer. Returns undefined if the day is not in the calendar.
 *
 * @example
 * versionTime("2024-01-20", 2); // "2024-01-20T00:00:00.002Z"
 *
 * @param day `YYYY-MM-DD`, or a date-time of that day
 * @param version a whole number from 0. Numbers over 999 count as 999
 */
export const versionTime = (day: string, version: number): Timestamp | undefined =>
  readTimestamp(`${readDate(day)}T00:00:00.${String(Math.min(version, MAX_VERSION)).padStart(3, "0")}Z`);
