import { expect, test } from "vitest";
import { readAhead } from "./read-ahead.ts";

async function* pagesTo(last: number) {
  for (let page = 1; page <= last; page++) yield page;
}

/** Reads pages. Later pages are answered sooner. Records how many pages are read at the same time. */
function slowReads() {
  const reads = { started: 0, atOnce: 0, mostAtOnce: 0 };
  return {
    reads,
    async read(page: number) {
      reads.started++;
      reads.mostAtOnce = Math.max(reads.mostAtOnce, ++reads.atOnce);
      for (let turn = 0; turn < 40 - page; turn++) await Promise.resolve();
      reads.atOnce--;
      return page * 10;
    },
  };
}

test("pages come in order, although several are read at the same time", async () => {
  const { reads, read } = slowReads();
  expect(await Array.fromAsync(readAhead(pagesTo(9), read, 4))).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90]);
  expect(reads).toMatchObject({ started: 9, mostAtOnce: 4 });
});

test("a caller that needs one page reads only one page", async () => {
  const { reads, read } = slowReads();
  for await (const first of readAhead(pagesTo(9), read, 4)) {
    expect(first).toBe(10);
    break;
  }
  expect(reads.started).toBe(1);
});

test("an error is thrown when its page is yielded", async () => {
  const found: number[] = [];
  const read = async (page: number) => {
    if (page === 3) throw new Error("page 3 is lost");
    return page;
  };
  const reading = (async () => {
    for await (const page of readAhead(pagesTo(9), read, 4)) found.push(page);
  })();
  await expect(reading).rejects.toThrow("page 3 is lost");
  expect(found).toEqual([1, 2]);
});
