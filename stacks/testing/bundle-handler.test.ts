import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleHandler, HandlerNotFoundError } from "./bundle-handler.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperledger-bundle-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("a handler whose file does not exist is an error", async () => {
  await expect(
    bundleHandler("packages/functions/src/nowhere.handler", folder, { minify: false }),
  ).rejects.toThrow(
    new HandlerNotFoundError(
      "packages/functions/src/nowhere.handler: there is no packages/functions/src/nowhere.ts",
    ),
  );
});

test("a handler that its file does not export is an error", async () => {
  await expect(
    bundleHandler("packages/functions/src/projector/handler.main", folder, { minify: false }),
  ).rejects.toThrow("has no export main");
});
