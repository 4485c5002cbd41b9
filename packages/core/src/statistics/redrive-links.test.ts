import { expect, test } from "vitest";
import { redriveKey } from "../runs/redrives.ts";
import { ulidOf } from "../trace-ids/ulid-of.ts";
import { redriveLinks } from "./redrive-links.ts";
import { traceIdOn } from "./run-events.fixture.ts";

const [run, other, first, second] = [traceIdOn(1, 0), traceIdOn(1, 1), traceIdOn(2, 0), traceIdOn(2, 1)];

const statistics = {
  async *redrives() {
    yield { of: run, by: second };
    yield { of: other, by: traceIdOn(2, 2) };
    yield { of: run, by: first };
  },
};

test("a run names the runs that redrove its rejected records, oldest first, and no other run's", async () => {
  const links = await redriveLinks(run, { key: "raw-data/a.gz" }, statistics);
  expect(links).toEqual({ redrivenBy: [first, second] });
});

test("a redrive names the run whose rejected records it reads", async () => {
  const key = redriveKey(run, { redrive: ulidOf(first), rejects: 3, part: 1 });
  const links = await redriveLinks(first, { key }, statistics);
  expect(links).toEqual({ redrives: run, redrivenBy: [] });
});

test("a run of a key that is unknown has no link, if there is no redrive of it", async () => {
  expect(await redriveLinks(traceIdOn(1, 2), { key: null }, statistics)).toEqual({ redrivenBy: [] });
});
