import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { jsonSchemas } from "@paperledger/events/json-schemas";
import * as z from "zod";

const TSC = fileURLToPath(new URL("../node_modules/.bin/tsc", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../packages/events/", import.meta.url));
/** The output folder. It can be given as an argument, so that two builds do not use the same folder. */
const DIST = process.argv[2] === undefined ? `${PACKAGE}dist/` : `${resolve(process.argv[2])}/`;

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
  dependencies: z.record(z.string(), z.string()),
  peerDependencies: z.record(z.string(), z.string()),
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean() })),
});

/** Compiles the package that subscribers install, ready for `npm pack`. */
function buildPackage(): void {
  rmSync(DIST, { recursive: true, force: true });
  compile();
  mkdirSync(`${DIST}schemas`);
  for (const [name, schema] of jsonSchemas()) writeJson(`schemas/${name}.json`, schema);
  cpSync(`${PACKAGE}samples`, `${DIST}samples`, { recursive: true });
  cpSync(`${PACKAGE}README.md`, `${DIST}README.md`);
  writeJson("package.json", manifest());
}

function compile(): void {
  const { status, stdout } = spawnSync(
    TSC,
    ["--project", `${PACKAGE}tsconfig.build.json`, "--outDir", DIST],
    {
      encoding: "utf8",
      shell: process.platform === "win32",
    },
  );
  if (status !== 0) throw new Error(`@paperledger/events does not compile:\n${stdout}`);
}

/** Returns the manifest of the built package. It exports JavaScript, because Node loads no TypeScript from node_modules. */
function manifest() {
  const source = manifestSchema.parse(JSON.parse(readFileSync(`${PACKAGE}package.json`, "utf8")));
  const entry = (name: string) => ({ types: `./${name}.d.ts`, default: `./${name}.js` });
  const { zod: pinned = "" } = source.dependencies;
  return {
    ...source,
    // A subscriber has a zod of its own, and one copy is enough.
    dependencies: { zod: `^${pinned}` },
    type: "module",
    sideEffects: false,
    engines: { node: ">=20" },
    exports: {
      ".": entry("index"),
      "./consumer": entry("consumer"),
      "./dynamodb": entry("dynamodb"),
      "./schemas/*.json": "./schemas/*.json",
      "./samples/*.json": "./samples/*.json",
      "./package.json": "./package.json",
    },
  };
}

const writeJson = (path: string, content: unknown) =>
  writeFileSync(`${DIST}${path}`, `${JSON.stringify(content, null, 2)}\n`);

buildPackage();
