import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

/**
 * Returns the path of a program that is bundled into one file. A crash test starts a child for each crash, and a child that loads
 * hundreds of source files takes several times as long to start. The path depends on the content, so that Node finds the compiled code
 * of an earlier run in its compile cache.
 */
export async function childProgram(source: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [source],
    write: false,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    mainFields: ["module", "main"],
    banner: { js: REQUIRE_IN_ESM },
    logLevel: "silent",
  });
  const content = outputFiles[0]?.contents ?? new Uint8Array();
  const folder = join(tmpdir(), "paperledger-function-child");
  const file = join(folder, `${createHash("sha256").update(content).digest("hex")}.mjs`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, content);
  renameSync(unfinished, file);
  return file;
}

/** Defines `require`, which CommonJS packages need and ES modules do not have. */
const REQUIRE_IN_ESM =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
