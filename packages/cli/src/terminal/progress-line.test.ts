import { expect, test } from "vitest";
import { columnsOf, progressLine } from "./progress-line.ts";

function outputOf(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { written, output: { isTTY, columns, write: (text: string) => written.push(text) } };
}

test("on a terminal, each text is written over the last, cut to its width", () => {
  const { written, output } = outputOf(true, 10);
  const progress = progressLine(output);
  progress.show("one");
  progress.show("two, and longer than the line");
  expect(written).toEqual(["\r\x1b[2Kone", "\r\x1b[2Ktwo, and "]);
});

test("on a terminal, what is shown already is not written again", () => {
  const { written, output } = outputOf(true);
  const progress = progressLine(output);
  progress.show("one");
  progress.show("one");
  expect(written).toEqual(["\r\x1b[2Kone"]);
});

test("on a terminal, it is taken away once, and only where something is shown", () => {
  const { written, output } = outputOf(true);
  const progress = progressLine(output);
  progress.clear();
  progress.show("one");
  progress.clear();
  progress.clear();
  expect(written).toEqual(["\r\x1b[2Kone", "\r\x1b[2K"]);
});

test("in a file or a pipe, nothing is shown", () => {
  const { written, output } = outputOf(false);
  const progress = progressLine(output);
  progress.show("one");
  progress.clear();
  progress.show("two");
  expect(written).toEqual([]);
});

test("on a terminal of 0 columns, whose width is not known, a text is cut as for 80 columns", () => {
  const { written, output } = outputOf(true, 0);
  progressLine(output).show("x".repeat(100));
  expect(written).toEqual([`\r\x1b[2K${"x".repeat(79)}`]);
  expect(columnsOf(output)).toBeUndefined();
});
