import { expect, test } from "vitest";
import * as z from "zod";
import { schemaProblem } from "./schema-problem.ts";

const schema = z.strictObject({
  title: z.string().min(1),
  pages: z.int().min(1).max(9_000),
  authors: z.array(z.string()),
  status: z.enum(["open", "closed"]),
  date: z.iso.date(),
  doi: z.string().refine((text) => text.startsWith("10."), { error: "not a DOI" }),
});
const GOOD = { title: "A", pages: 1, authors: [], status: "open", date: "2024-01-01", doi: "10.1/a" };

const problemsOf = (value: unknown) =>
  (schema.safeParse(value).error?.issues ?? []).map((issue) => schemaProblem(issue, "the record"));

test.each([
  [{ title: undefined }, "title is missing"],
  [{ title: null }, "title is null, and not text"],
  [{ title: "" }, "title is empty"],
  [{ pages: "3" }, "pages is text, and not a number"],
  [{ pages: 1.5 }, "pages is a number, and not a whole number"],
  [{ pages: 0 }, "pages is less than 1"],
  [{ pages: 9_001 }, "pages is more than 9000"],
  [{ authors: ["A", 2] }, "authors.1 is a number, and not text"],
  [{ authors: {} }, "authors is an object, and not a list"],
  [{ status: "odd" }, 'status is not "open" or "closed"'],
  [{ date: "today" }, "date has the wrong form"],
  [{ colour: "red" }, 'the record has "colour", which is unknown'],
  [{ doi: "11.1" }, "doi: not a DOI"],
])("%j is told in plain words: %s", (change, problem) => {
  expect(problemsOf({ ...GOOD, ...change })).toEqual([problem]);
});

test("a value that is of another type altogether is named", () => {
  expect(problemsOf([])).toEqual(["the record is a list, and not an object"]);
});
