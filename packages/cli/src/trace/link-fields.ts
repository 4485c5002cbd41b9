import type { RedriveLinks } from "@paperledger/core/statistics/redrive-links";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { Field } from "../text/fields.ts";

/** Returns the links of a run as lines. A missing link has no line. */
export const linkFields = ({ redrives, redrivenBy }: RedriveLinks): readonly Field[] => [
  ...(redrives ? [["redrives", `the rejected records of ${ulidOf(redrives)}`] as const] : []),
  ...(redrivenBy.length > 0 ? [["redriven by", redrivenBy.map(ulidOf).join(", ")] as const] : []),
];
