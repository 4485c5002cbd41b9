import { expect, test } from "vitest";
import { withoutFile } from "./without-file.ts";

test("the file at the beginning of a message is left out, and nothing else is", () => {
  expect(withoutFile("raw-data/a.gz: the file is empty", "raw-data/a.gz")).toBe("the file is empty");
  expect(withoutFile("raw-data/a.gz ends too early", "raw-data/a.gz")).toBe("raw-data/a.gz ends too early");
  expect(withoutFile("raw-data/a.gz: the file is empty", "raw-data/b.gz")).toBe(
    "raw-data/a.gz: the file is empty",
  );
  expect(withoutFile("null: odd", undefined)).toBe("null: odd");
});
