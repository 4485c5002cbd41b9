import { existsSync } from "node:fs";
import { builtBundle } from "@paperledger/local/bundle/built-bundle";
import { expect, test } from "vitest";
import { COMMAND_BUNDLE, RUN_PROCESS } from "./command-bundle.ts";

test("the command is loaded from a bundle", async () => {
  const module = (await builtBundle(COMMAND_BUNDLE)).moduleOf(RUN_PROCESS);
  expect(module.href).toMatch(/run-process\.mjs$/);
  expect(existsSync(module)).toBe(true);
});
