import { expect, test } from "vitest";
import { readAddress } from "./parameters.ts";

const NOW = new Date("2026-11-28T12:00:00.000Z");
const read = (search: string) => readAddress(Object.fromEntries(new URLSearchParams(search)), NOW);

test.each([
  "",
  "range=7d&show=failed&reason=no-id&source=arxiv&q=papers",
  "from=2026-11-27T18:00:00.000Z&to=2026-12-01&day=2026-11-28",
  "selected=2026-11-27T18:00Z..2026-11-27T19:00Z&run=01KB3Y9Z6S0000000000000000&batches=1-20&rejects=no-id&texts=1.0,2.5",
  "view=statistics&days=30&by=source&source=arxiv",
  "view=papers&paper=anything",
  "view=papers&of=batch-20261127-01KB3Y9Z6S0000000000000000",
  "view=events&type=failed&trace=01K",
  "view=jobs",
  "view=dead-letters",
])("%s is used as it is", (search) => {
  const { view, ...given } = Object.fromEntries(new URLSearchParams(search));
  expect(read(search)).toEqual({ view: view ?? "runs", params: given, faults: [] });
});

test.each([
  ["from=abc", "from"],
  ["from=2027-01-01", "from"],
  ["from=2026-11-27&to=abc", "to"],
  ["to=2026-11-27", "to"],
  ["from=2026-11-27&to=2026-11-26", "to"],
  ["day=2026-99-99", "day"],
  ["day=2026-11-29", "day"],
  ["range=yesteryear", "range"],
  ["show=whatever", "show"],
  ["status=failed", "status"],
  ["selected=tomorrow..soon", "selected"],
  ["run=abc", "run"],
  ["batches=20-1", "batches"],
  ["texts=abc", "texts"],
  ["view=nowhere", "view"],
  ["view=statistics&days=9", "days"],
  ["view=statistics&by=size", "by"],
  ["view=statistics&show=failed", "show"],
  ["view=papers&of=abc", "of"],
  ["view=events&type=begun", "type"],
  ["view=events&trace=ü", "trace"],
  ["constructor=1", "constructor"],
])("%s: %s is left out and named, and the rest is used", (search, name) => {
  const { params, faults } = read(
    `${search}&run=01KB3Y9Z6S0000000000000000`.replace(/run=abc&run=.*/, "run=abc"),
  );
  expect(faults.map((fault) => fault.name)).toEqual([name]);
  expect(faults[0]?.problem).toMatch(/^[A-Z].*\.$/);
  expect(params).not.toHaveProperty([name]);
  if (name !== "run") expect(params.run).toBe("01KB3Y9Z6S0000000000000000");
});

test("without a beginning that can be used, a range has no end either", () => {
  expect(read("from=abc&to=2026-11-28")).toMatchObject({
    params: {},
    faults: [{ name: "from" }, { name: "to" }],
  });
});

test("an empty parameter is as if it was not given", () => {
  expect(read("from=&q=")).toEqual({ view: "runs", params: {}, faults: [] });
});
