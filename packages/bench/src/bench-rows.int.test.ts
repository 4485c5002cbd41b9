import { expect, test } from "vitest";
import { BENCH_ROWS } from "./bench-rows.ts";

// Checks only that every row still measures something. Timings decide nothing here.
test.each(BENCH_ROWS)("the row $name measures something", async ({ run }) => {
  const findings = await run("tiny");
  expect(findings.length).toBeGreaterThan(0);
  for (const { what, ours, against, ratio } of findings) {
    expect([what, ours, against].every((text) => text !== "")).toBe(true);
    expect(ratio, what).toBeGreaterThanOrEqual(0);
  }
});

test("rows have names of their own", () => {
  const names = BENCH_ROWS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
