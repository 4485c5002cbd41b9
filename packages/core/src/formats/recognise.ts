import type { FileHead } from "./file-head.ts";
import type { Format } from "./format.ts";

/** What was found out about the head of a file. */
export type Recognised =
  | { readonly kind: "format"; readonly format: Format; readonly records: number }
  /** No format reads it, and one says what to do. */
  | { readonly kind: "refused"; readonly refusal: string }
  | { readonly kind: "unknown" };

/**
 * Finds the format that most of the first records are in. Of several with as many, the first one is taken. A format that
 * recognises the head with no record in it comes behind those that recognise records.
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
