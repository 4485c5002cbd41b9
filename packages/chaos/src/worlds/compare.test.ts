import { expect, test } from "vitest";
import { compare } from "./compare.ts";
import type { FinalState } from "./final-state.ts";

const CLEAN: FinalState = {
  papers: [{ paper_id: "a" }, { paper_id: "b" }],
  events: [{ seq: 0 }],
  rejects: [],
  statistics: [{ processed: 2 }],
  published: ["run:0"],
  unexplained: [],
};

test("nothing is lost or wrong where all is the same", () => {
  expect(compare(structuredClone(CLEAN), CLEAN)).toEqual({ lost: 0, isWrong: false });
});

test("what is missing is lost, and counted", () => {
  expect(compare({ ...CLEAN, papers: [{ paper_id: "b" }], published: [] }, CLEAN)).toEqual({
    lost: 2,
    isWrong: false,
  });
});

test("what is there and another is wrong", () => {
  expect(compare({ ...CLEAN, statistics: [{ processed: 3 }] }, CLEAN)).toEqual({ lost: 0, isWrong: true });
  expect(compare({ ...CLEAN, papers: [...CLEAN.papers, { paper_id: "c" }] }, CLEAN).isWrong).toBe(true);
});
