import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { sourceStack } from "./source-stack.ts";

test("a stack names the lines of the source, and keeps the places that have no source map", async () => {
  const folder = await mkdtemp(join(tmpdir(), "paperledger-stack-"));
  try {
    const source = join(folder, "source.ts");
    await writeFile(
      source,
      "interface Unused { a: 1 }\n\n\nexport const fail = () => {\n  throw new Error('no');\n};\n",
    );
    const bundle = join(folder, "bundle.mjs");
    await build({
      entryPoints: [source],
      outfile: bundle,
      format: "esm",
      sourcemap: true,
      logLevel: "silent",
    });
    const main = join(folder, "main.mjs");
    await writeFile(
      main,
      `import { fail } from ${JSON.stringify(pathToFileURL(bundle).href)};\ntry { fail(); } catch (error) { console.log(error.stack); }\n`,
    );
    const { stdout } = spawnSync(process.execPath, [main], { encoding: "utf8" });
    expect(stdout).toContain("bundle.mjs:");
    const stack = sourceStack(stdout);
    expect(stack).toContain(`${pathToFileURL(source).href}:5:`);
    expect(stack).not.toContain("bundle.mjs");
    expect(stack).toContain(`${pathToFileURL(main).href}:2:`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
