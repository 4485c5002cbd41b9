import { expect, test } from "vitest";
import * as z from "zod";
import { actionSchema } from "../jobs/action-schema.ts";
import { moment } from "./moment.ts";
import { parsed } from "./parsed.ts";
import { wholeNumber } from "./whole-number.ts";

const schema = z.strictObject({
  from: moment.optional(),
  status: z.enum(["failed", "running"]).optional(),
  limit: wholeNumber(1, 500).optional(),
  text: z.string().min(1).max(5).optional(),
});

test.each([
  [schema, { from: "abc" }, "from: give a moment in UTC, such as 2026-11-27T18:00:00.000Z"],
  [schema, { from: "1960-01-01T00:00:00Z" }, "from: a moment is in 1970 or later"],
  [schema, { status: "begun" }, "status: give one of: failed, running"],
  [schema, { colour: "red" }, "there is no parameter colour"],
  [schema, { limit: "x" }, "limit: a number is written as decimal digits, such as 20"],
  [schema, { limit: "0" }, "limit: give 1 or more"],
  [schema, { limit: "501", text: "" }, "limit: give 500 or less; text: give at least 1 character"],
  [schema, { text: "abcdef" }, "text: give at most 5 characters"],
  [z.strictObject({ id: z.string() }), {}, "id: is missing"],
  [actionSchema, { kind: "delete-all" }, "kind: give one of the known kinds"],
  [actionSchema, { kind: "redrive-run", trace_id: "x" }, /^trace_id: not a trace id /],
])("%# names the fault in our words", (given, input, text) => {
  expect(() => parsed<unknown>(given, input)).toThrow(text);
});
