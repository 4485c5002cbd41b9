import { expect, test } from "vitest";
import { logLinePrinter } from "./log-lines.ts";
import { terminalOf } from "./terminal.fixture.ts";

const info = JSON.stringify({ level: "INFO", message: "Run started" });
const error = JSON.stringify({ level: "ERROR", message: "Run failed" });
const crash = "SyntaxError: Unexpected \x1b[31mtoken";

test("lines that tell of an error are printed, their control characters escaped, and no others", () => {
  const { terminal, printed, errors } = terminalOf();
  const print = logLinePrinter(terminal, false);
  for (const line of [info, error, crash, ""]) print("processor", line);
  expect(errors).toEqual([`processor: ${error}`, "processor: SyntaxError: Unexpected \\x1b[31mtoken"]);
  expect(printed).toEqual([]);
});

test("all are printed where all are asked for", () => {
  const { terminal, errors } = terminalOf();
  logLinePrinter(terminal, true)("processor", info);
  expect(errors).toEqual([`processor: ${info}`]);
});
