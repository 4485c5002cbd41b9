import type { CountedUpTo } from "../statistics/statistics-store.ts";
import { momentText } from "./moment.ts";
import { countOf } from "./quantities.ts";

/** Returns the line that says how far the statistics are behind the event log. */
export function countedUpToText({ newestEventAt, eventsBehind, isTimeUnknown }: CountedUpTo): string {
  const none = isTimeUnknown
    ? "an event whose time is not known until the next event or a rebuild"
    : "no event yet";
  const newest = newestEventAt === null ? none : `the event of ${momentText(newestEventAt)}`;
  const behind = eventsBehind === 0 ? "" : `; ${countOf(eventsBehind, "earlier event")} known to be missing`;
  return `Counted up to ${newest}${behind}.`;
}
