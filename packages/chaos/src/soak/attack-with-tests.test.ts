import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PROJECT, TESTS } from "./attack-with-tests.ts";

test("every test that is run as an attack is there", () => {
  const files = Object.values(TESTS).flat();
  expect(files.filter((file) => !existsSync(join(PROJECT, file)))).toEqual([]);
});
