import { expect, test, vi } from "vitest";
import * as z from "zod";
import { type LoggedError, structuredLogger } from "./structured-logger.ts";

const errorSchema = z.object({ name: z.string(), message: z.string() } satisfies Record<
  keyof LoggedError,
  z.ZodType
>);
const lineSchema = z.object({ metadata: z.object({ error: errorSchema }) });

test("the line of an error has its name and message in metadata.error, as saved queries read them", () => {
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  structuredLogger("test", "ERROR").error("It failed", { error: new TypeError("no such table") });
  const [text] = written.mock.lastCall ?? [];
  written.mockRestore();
  const line = lineSchema.parse(JSON.parse(String(text)));
  expect(line.metadata.error).toEqual({ name: "TypeError", message: "no such table" });
});

test("the texts of an error and of its causes are cut, so that a line stays short", () => {
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const cause = new Error("x".repeat(100_000));
  structuredLogger("test", "ERROR").error("It failed", { error: new Error("y".repeat(100_000), { cause }) });
  const [text] = written.mock.lastCall ?? [];
  written.mockRestore();
  expect(String(text).length).toBeLessThan(15_000);
  const { message } = lineSchema.parse(JSON.parse(String(text))).metadata.error;
  expect(message).toMatch(/^y{2000}\.\.\. \(100000 characters\)$/);
});
