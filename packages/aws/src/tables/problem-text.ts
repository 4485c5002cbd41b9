import { schemaProblem } from "@paperledger/events/schema-problem";
import type { z } from "zod";

const ISSUES_SHOWN = 3;
const MAX_CHARACTERS = 300;

/** Returns the problem of an item as one line of limited length. */
export function problemText({ issues }: z.ZodError): string {
  const shown = issues.slice(0, ISSUES_SHOWN).map((issue) => schemaProblem(issue, "it"));
  const more = issues.length > ISSUES_SHOWN ? `; and ${issues.length - ISSUES_SHOWN} more` : "";
  const text = shown.join("; ").replaceAll(/\s+/g, " ");
  return (text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}...` : text) + more;
}
