import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const FOLDER = "docs/decisions/";

test("the index lists each decision with its title, a status and a date, in order", () => {
  const decisions = readdirSync(FOLDER)
    .filter((name) => /^\d{4}-.*\.md$/.test(name))
    .map((name) => {
      const [, number, title] = /^# (\d+)\. (.+)\n/.exec(readFileSync(FOLDER + name, "utf8")) ?? [];
      return [number, name, title];
    });
  const rows = readFileSync(`${FOLDER}README.md`, "utf8").matchAll(
    /^\| \[(\d+)\]\(([^)]+)\) \| (.+) \| (?:accepted|replaced by \[\d+\]\([^)]+\)) \| \d{4}-\d\d-\d\d \|$/gm,
  );
  expect([...rows].map(([, number, name, title]) => [number, name, title])).toEqual(decisions);
});
