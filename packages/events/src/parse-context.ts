import type * as z from "zod";

/** zod interprets the schemas of this many values, and generates code for the values after them. */
const INTERPRETED_VALUES = 50;

let values = 0;

/**
 * Returns the context for parsing one value. When zod parses an object for the first time, it generates code for the object's schema.
 * For the few values of a process's first invocation, that takes longer than interpreting the schema. For many values, the generated
 * code is faster. The result of the parsing is the same.
 *
 * @example schema.safeParse(value, parseContext())
 */
export const parseContext = (): z.core.ParseContext<z.core.$ZodIssue> => ({
  jitless: ++values <= INTERPRETED_VALUES,
});
