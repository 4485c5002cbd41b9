import * as z from "zod";
import { RequestError } from "./request-error.ts";

/** Accepts a moment in a request: ISO 8601 in UTC, such as `2026-11-27T18:00:00.000Z`. ULIDs begin in 1970, so no run is older. */
export const momentText = z.iso
  .datetime({ error: "give a moment in UTC, such as 2026-11-27T18:00:00.000Z" })
  .refine((text) => Date.parse(text) >= 0, "a moment is in 1970 or later");

/** Reads a moment from a request. */
export const moment = momentText.transform((text) => new Date(text));

/** Checks that a range begins before its end, and before now. @throws RequestError */
export function checkRange(
  { from, to }: { readonly from?: Date | undefined; readonly to?: Date | undefined },
  now: Date,
): void {
  if (from && from > now) throw new RequestError(400, "the range begins in the future");
  if (from && to && from > to) throw new RequestError(400, "the range begins after its end");
}
