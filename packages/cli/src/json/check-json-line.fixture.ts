import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { ERROR_LINE, JSON_LINES, LINES_OF_COMMANDS } from "./json-lines.ts";

const typedSchema = z.looseObject({ type: z.string() });

/**
 * Checks a line of `--json` against the schema of its type. Every test that reads JSON from a command calls it.
 *
 * @param command if it is given, the type has to be one that this command prints
 * @throws ZodError, or Error if the line has another type or a field that the schema lacks
 */
export function checkJsonLine(line: unknown, command?: string): void {
  const { type } = typedSchema.parse(line);
  const schema = JSON_LINES[type];
  if (!schema) throw new Error(`no schema for a line of type ${type}`);
  if (command !== undefined && type !== ERROR_LINE && !LINES_OF_COMMANDS[command]?.includes(type))
    throw new Error(`${command} prints a line of type ${type}, which is not listed for it`);
  // JSON leaves out undefined fields.
  const printed: unknown = JSON.parse(JSON.stringify(line));
  const parsed = schema.safeParse(printed);
  if (!parsed.success) throw new Error(`a line of type ${type}: ${z.prettifyError(parsed.error)}`);
  // The schemas of events drop fields that they do not know.
  if (!isDeepStrictEqual(parsed.data, printed))
    throw new Error(`a line of type ${type} has a field that its schema lacks: ${JSON.stringify(printed)}`);
}
