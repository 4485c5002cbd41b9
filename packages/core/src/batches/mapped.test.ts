import { expect, test } from "vitest";
import { mapped } from "./mapped.ts";

/** Yields 1, 2 and 3, and notes when it is closed. */
function numbers() {
  const source = { isClosed: false };
  async function* iterate() {
    try {
      yield* [1, 2, 3];
    } finally {
      source.isClosed = true;
    }
  }
  return Object.assign(source, { items: iterate() });
}

const double = (item: number) => 2 * item;

test("every item is replaced, in order", async () => {
  expect(await Array.fromAsync(mapped(numbers().items, double))).toEqual([2, 4, 6]);
});

test("if the consumer stops early, the source is closed", async () => {
  const source = numbers();
  for await (const item of mapped(source.items, double)) if (item === 2) break;
  expect(source.isClosed).toBe(true);
});

test("if the function throws, the source is closed and the iteration ends with the error", async () => {
  const source = numbers();
  const seen: number[] = [];
  const iterating = async () => {
    for await (const item of mapped(source.items, failAtTwo)) seen.push(item);
  };
  await expect(iterating).rejects.toThrow("it is two");
  expect(seen).toEqual([1]);
  expect(source.isClosed).toBe(true);
});

test("an error of the source is thrown unchanged", async () => {
  const error = new Error("it is cut off");
  async function* broken() {
    yield 1;
    throw error;
  }
  await expect(Array.fromAsync(mapped(broken(), double))).rejects.toBe(error);
});

function failAtTwo(item: number): number {
  if (item === 2) throw new Error("it is two");
  return item;
}
