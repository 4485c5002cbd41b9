import type { BuildOptions } from "esbuild";

/** Definitions that CommonJS packages need and that ES modules do not have. */
const REQUIRE_IN_ESM = [
  `import { createRequire as topLevelCreateRequire } from "module";`,
  `const require = topLevelCreateRequire(import.meta.url);`,
  `import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url";`,
  `const __filename = topLevelFileUrlToPath(import.meta.url);`,
  `const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url));`,
].join("\n");

/**
 * The options that SST 4.17 gives to esbuild for each function. All bundles of this repository are made with these options.
 *
 * @see https://github.com/anomalyco/sst/blob/dev/pkg/runtime/node/build.go
 */
export const ESBUILD_OPTIONS = {
  bundle: true,
  platform: "node",
  format: "esm",
  target: "es2024",
  mainFields: ["module", "main"],
  external: ["sharp", "pg-native"],
  banner: { js: REQUIRE_IN_ESM },
  logLevel: "silent",
} satisfies BuildOptions;
