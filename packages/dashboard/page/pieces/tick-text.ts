import { durationText } from "@paperledger/core/text/quantities";

/** Returns a duration at a tick of an axis: `30 min`, not `30 min 0 s`. */
export const tickText = (ms: number): string =>
  ms === 0 ? "0" : durationText(ms).replace(/ 0 (s|min)$/, "");
