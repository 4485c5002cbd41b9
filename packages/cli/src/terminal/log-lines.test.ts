import { expect, test } from "vitest";
import { logLines } from "./log-lines.ts";
import { terminalOf } from "./terminal.fixture.ts";

const info = JSON.stringify({ level: "INFO", message: "Run started" });
const error = JSON.stringify({
  level: "ERROR",
  message: "Run failed",
  metadata: { error: { message: "why" } },
});
const crash = "SyntaxError: Unexpected \x1b[31mtoken";

function heard(showsLogLines: boolean, ...lines: readonly string[]) {
  const { terminal, printed, errors } = terminalOf();
  const log = logLines({ ...terminal, showsLogLines });
  for (const line of lines) log.hear("processor", line);
  expect(printed).toEqual([]);
  return { errors, lastError: log.lastError() };
}

test("no line is printed unless it is asked for, not even one that tells of an error", () => {
  expect(heard(false, info, error, crash, "").errors).toEqual([]);
});

test("all are printed where they are asked for, their control characters escaped", () => {
  expect(heard(true, info, crash).errors).toEqual([
    `processor: ${info}`,
    "processor: SyntaxError: Unexpected \\x1b[31mtoken",
  ]);
});

test("the last error is kept in one line, for a command that has to say why a run did not end", () => {
  expect(heard(false, error, info, "").lastError).toBe("processor: Run failed: why");
  expect(heard(false, error, crash).lastError).toBe("processor: SyntaxError: Unexpected \\x1b[31mtoken");
  expect(heard(false, info, "1", "null").lastError).toBeUndefined();
});
