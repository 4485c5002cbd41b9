import { expect, onTestFinished, test, vi } from "vitest";
import { CommandError, EXIT } from "../command-error.ts";
import { errorText, problemText } from "./error-text.ts";

test("an error that says what to do is its message", () => {
  expect(errorText(new CommandError(EXIT.wrong, "no such run: see \x1b"))).toBe("no such run: see \\x1b");
});

test("any other is one line with its causes, and says how to get its stack", () => {
  const text = errorText(new Error("it\nbroke", { cause: new TypeError("deep down") }));
  expect(text).toBe(
    "unexpected error: Error: it\\nbroke; caused by TypeError: deep down. This is a fault of paperledger or of a service. To see where it happened: PAPERLEDGER_STACK=1 before the same command",
  );
});

test("with PAPERLEDGER_STACK, it has its stack and its causes", () => {
  vi.stubEnv("PAPERLEDGER_STACK", "1");
  onTestFinished(() => void vi.unstubAllEnvs());
  const text = errorText(new Error("it broke", { cause: new TypeError("deep down") }));
  expect(text).toMatch(/^Error: it broke\n +at /);
  expect(text).toMatch(/ {2}caused by TypeError: deep down$/);
});

test("a problem beside the work is one line", () => {
  expect(problemText(new Error("it\nbroke", { cause: new Error("deep down") }))).toBe(
    "it\\nbroke; caused by Error: deep down",
  );
});
