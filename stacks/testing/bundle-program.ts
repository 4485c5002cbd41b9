import { readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { build, type Plugin } from "esbuild";
import { PLATFORM, ROOT } from "./sst-platform.ts";

interface Program {
  readonly code: string;
  readonly outfile: string;
  /** The values of names in the code. */
  readonly define: Readonly<Record<string, unknown>>;
  readonly inject?: readonly string[];
}

/**
 * Bundles code that imports sst.config.ts, as SST's CLI does. The bundle must be in the folder of SST's platform, so that its imports of
 * Pulumi are found.
 *
 * @see https://github.com/anomalyco/sst/blob/dev/pkg/js/js.go
 */
export async function bundleProgram({ code, outfile, define, inject = [] }: Program): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    stdin: { contents: code, resolveDir: ROOT, sourcefile: "eval.ts", loader: "ts" },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "es2023",
    mainFields: ["module", "main"],
    nodePaths: [join(PLATFORM, "node_modules")],
    external: ["@pulumi/*", "@pulumiverse/*", "@aws-sdk/*", "undici", "esbuild", "archiver", "glob"],
    define: Object.fromEntries(Object.entries(define).map(([name, value]) => [name, JSON.stringify(value)])),
    inject: [...inject],
    plugins: [sstGlobals],
    banner: {
      js: `import { createRequire as topLevelCreateRequire } from "module";
const require = topLevelCreateRequire(import.meta.url);`,
    },
    logLevel: "silent",
  });
}

/** Makes `aws` and `sst` available in files that do not import them. */
const sstGlobals: Plugin = {
  name: "sst-globals",
  setup(bundling) {
    bundling.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const isOurs =
        path.startsWith(ROOT + sep) &&
        !/[\\/](node_modules|\.sst|packages)[\\/]/.test(path.slice(ROOT.length));
      if (!isOurs) return undefined;
      const components = JSON.stringify(join(PLATFORM, "src", "components"));
      const globals = `import * as aws from "@pulumi/aws"; import * as sst from ${components};\n`;
      return { contents: globals + (await readFile(path, "utf8")), loader: "ts" };
    });
  },
};
