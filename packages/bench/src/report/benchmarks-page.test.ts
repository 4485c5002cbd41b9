import { expect, test } from "vitest";
import { benchmarksPage } from "./benchmarks-page.ts";

const of = (part: "alone" | "against", table: string) => ({
  part,
  table,
  machine: "a machine",
  date: "2026-03-01",
  command: "npm run bench",
});

test("a run replaces its own part of the page and keeps the other", () => {
  const alone = benchmarksPage("", of("alone", "| old |"));
  expect(alone).toContain("| old |");
  expect(alone).toContain("## Beside an older build\n\nNot measured yet.");
  const both = benchmarksPage(alone, of("against", "| other |"));
  expect(both).toContain("| old |");
  expect(both).toContain("| other |");
  const again = benchmarksPage(both, of("alone", "| new |"));
  expect(again).not.toContain("| old |");
  expect(again).toContain("| new |");
  expect(again).toContain("| other |");
  expect(benchmarksPage(again, of("alone", "| new |"))).toBe(again);
});
