import { expect, test } from "vitest";
import { readPaperItem } from "./paper-item.ts";

test("an item that is not a paper is an error that names the field", () => {
  expect(() => readPaperItem({ paper_id: "arxiv:1" })).toThrow("title");
  expect(() => readPaperItem(undefined)).toThrow();
});
