import { countOf } from "@paperledger/core/text/quantities";
import type * as z from "zod";
import { RequestError } from "./request-error.ts";

/** Parses the input of a request. @throws RequestError that names each fault */
export function parsed<Output>(schema: z.ZodType<Output>, given: unknown): Output {
  const result = schema.safeParse(given, { error: faultText });
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) =>
    [path.join("."), message].filter(Boolean).join(": "),
  );
  throw new RequestError(400, faults.join("; "), { cause: result.error });
}

/** Returns the text of a fault for people. A schema may have a text of its own, which is used instead. */
function faultText(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return `there is no parameter ${issue.keys.join(", ")}`;
    case "invalid_value":
      return `give one of: ${issue.values.map(String).join(", ")}`;
    case "invalid_union":
      return "give one of the known kinds";
    case "too_small":
      return issue.origin === "string"
        ? `give at least ${countOf(Number(issue.minimum), "character")}`
        : `give ${issue.minimum} or more`;
    case "too_big":
      return issue.origin === "string"
        ? `give at most ${countOf(Number(issue.maximum), "character")}`
        : `give ${issue.maximum} or less`;
    default:
      return issue.input === undefined ? "is missing" : "cannot be read";
  }
}
