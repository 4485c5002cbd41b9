import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { WORKER } from "./function-process/function-process.ts";
import { functionsBundle } from "./laptop-functions.ts";

test("the functions of a laptop are loaded from a bundle", async () => {
  const module = (await functionsBundle()).moduleOf(WORKER);
  expect(module.href).toMatch(/worker\.mjs$/);
  expect(existsSync(module)).toBe(true);
});
