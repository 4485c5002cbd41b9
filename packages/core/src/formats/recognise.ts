import type { FileHead } from "./file-head.ts";
import type { Format } from "./format.ts";

/** The result of examining the head of a file. */
export type Recognised =
  | { readonly kind: "format"; readonly format: Format; readonly records: number }
  /** No format reads the file, but one has advice for the user. */
  | { readonly kind: "refused"; readonly refusal: string }
  | { readonly kind: "unknown" };

/**
 * Returns the format that recognises the most of the first records. If several recognise the same number, returns the first of
 * them. A format that recognises the file but no record in it is taken only if no other format recognises a record.
 */
export function recognise(head: FileHead, formats: readonly Format[]): Recognised {
  let found: Recognised = { kind: "unknown" };
  for (const format of formats) {
    const recognition = format.recognises(head);
    if (recognition === false) continue;
    if (recognition === true) return { kind: "format", format, records: Number.POSITIVE_INFINITY };
    if ("refusal" in recognition) {
      if (found.kind === "unknown") found = { kind: "refused", refusal: recognition.refusal };
    } else if (found.kind !== "format" || found.records < recognition.records)
      found = { kind: "format", format, records: recognition.records };
  }
  return found;
}
