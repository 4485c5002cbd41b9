import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import * as z from "zod";

/** Reads a trace id, or the ULID of a trace id. */
export const runIdSchema = z.string().transform((text, context) => {
  try {
    return parseTraceId(text);
  } catch (error) {
    context.addIssue(error instanceof Error ? error.message : String(error));
    return z.NEVER;
  }
});
