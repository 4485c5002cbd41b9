import { redriveKey } from "@paperledger/core/runs/redrives";
import { traceIdOn } from "@paperledger/core/statistics/run-events.fixture";
import { ulidOf } from "@paperledger/core/trace-ids/trace-id";
import { expect, test } from "vitest";
import { linkFields, redriveLinks } from "./redrive-links.ts";

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
  expect(linkFields(links)).toEqual([["redriven by", `${ulidOf(first)}, ${ulidOf(second)}`]]);
});

test("a redrive names the run whose rejected records it reads", async () => {
  const key = redriveKey(run, { redrive: ulidOf(first), rejects: 3, part: 1 });
  const links = await redriveLinks(first, { key }, statistics);
  expect(links).toEqual({ redrives: run, redrivenBy: [] });
  expect(linkFields(links)).toEqual([["redrives", `the rejected records of ${ulidOf(run)}`]]);
});

test("a run of a key that is unknown, with no redrive, has no line", async () => {
  const links = await redriveLinks(traceIdOn(1, 2), { key: null }, statistics);
  expect(linkFields(links)).toEqual([]);
});
