import type { CountedUpTo } from "../statistics/statistics-store.ts";
import { momentText } from "./moment.ts";
import { countOf } from "./quantities.ts";

/** Returns the line that says how far the statistics are behind the event log. */
export function countedUpToText({ newestEventAt, eventsBehind }: CountedUpTo): string {
  const newest = newestEventAt === null ? "no event yet" : `the event of ${momentText(newestEventAt)}`;
  const behind = eventsBehind === 0 ? "" : `; ${countOf(eventsBehind, "earlier event")} known to be missing`;
  return `Counted up to ${newest}${behind}.`;
}
