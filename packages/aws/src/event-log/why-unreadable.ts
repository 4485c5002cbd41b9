import { SCHEMA_VERSION } from "@paperledger/events/run-event";
import { OlderEventError } from "@paperledger/events/stored-event";
import * as z from "zod";
import { problemText } from "../tables/problem-text.ts";

/** Returns why an item of the runs table is not an event, as text for people. */
export function whyUnreadable(error: unknown, { schema_version }: Readonly<Record<string, unknown>>): string {
  if (error instanceof OlderEventError)
    return `its schema version ${schema_version} is older than this build reads (${SCHEMA_VERSION})`;
  if (error instanceof z.ZodError) return `${problemText(error)}. Something else wrote it`;
  return String(error);
}
