import { statSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin, stop } from "esbuild";
import { type BuildRecord, type BundleSource, stateOf } from "./build-record.ts";
import { ESBUILD_OPTIONS } from "./esbuild-options.ts";

/** A build that no process has used for this long is deleted. A process that runs marks its build as used once a day. */
const KEPT_MS = 7 * 86_400_000;

/**
 * Builds a bundle in a new folder, and makes it the current one. Two processes can build at the same time. A process that uses an
 * earlier build keeps it.
 *
 * @param folder the folder of the bundle, which holds its builds
 * @returns the folder of the build
 * @throws Error of esbuild if the code cannot be bundled, or of Node if the folder cannot be written
 */
export async function buildBundle(
  { root, entryPoints, external }: Required<BundleSource>,
  folder: string,
): Promise<string> {
  const startedAtMs = Date.now();
  await mkdir(folder, { recursive: true });
  const built = await mkdtemp(join(folder, "build-"));
  const { metafile } = await endingAfter(() =>
    build({
      ...ESBUILD_OPTIONS,
      absWorkingDir: root,
      entryPoints: entryPoints.map((entryPoint) => fileURLToPath(entryPoint)),
      outdir: built,
      outbase: root,
      outExtension: { ".js": ".mjs" },
      external: [...ESBUILD_OPTIONS.external, ...external],
      splitting: true,
      sourcemap: true,
      sourcesContent: false,
      metafile: true,
      plugins: [OWN_ADDRESS, HTTP_ALONE],
    }),
  );
  const inputs = Object.keys(metafile.inputs).filter(
    (file) => !file.includes("node_modules/") && !file.startsWith(`${BUILT_IN}:`),
  );
  const record: BuildRecord = {
    root,
    folder: basename(built),
    inputs: Object.fromEntries(
      [join(root, INSTALLED), ...OWN_SOURCES, ...inputs.map((file) => join(root, file))].map((file) => [
        relative(root, file),
        changedSince(file, startedAtMs) ? "changed during the build" : stateOf(file),
      ]),
    ),
    outputs: Object.fromEntries(
      Object.keys(metafile.outputs)
        .filter((file) => file.endsWith(".mjs"))
        .map((file) => [relative(built, join(root, file)), stateOf(join(root, file))]),
    ),
  };
  const unfinished = join(folder, `${record.folder}.json`);
  await writeFile(unfinished, JSON.stringify(record));
  await rename(unfinished, join(folder, "current.json"));
  await deleteUnused(folder, record.folder);
  return built;
}

let builds = 0;

/** Does a build, and ends esbuild's process after the last one. Otherwise it would stay as long as this process. */
async function endingAfter<Result>(result: () => Promise<Result>): Promise<Result> {
  builds++;
  try {
    return await result();
  } finally {
    if (--builds === 0) await stop();
  }
}

/** Returns true if the bundle may hold a file as it was before a change. Clocks of file systems are some milliseconds late. */
const changedSince = (file: string, atMs: number): boolean => statSync(file).ctimeMs > atMs - 20;

/** npm writes this list whenever it installs a package. */
const INSTALLED = join("node_modules", ".package-lock.json");

/** These files decide how a bundle is built. */
const OWN_SOURCES = ["./build-bundle.ts", "./esbuild-options.ts"].map((file) =>
  fileURLToPath(new URL(file, import.meta.url)),
);

/** It is a regular expression, because a string would match itself when this file is bundled. */
const ADDRESS = /\bimport\.meta\.url\b/g;

/** Gives each module in the bundle the address of its source, so that it finds the files beside the source. */
const OWN_ADDRESS: Plugin = {
  name: "own address",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      if (path.includes("node_modules") || source.search(ADDRESS) < 0) return undefined;
      return { loader: "ts", contents: source.replaceAll(ADDRESS, JSON.stringify(pathToFileURL(path).href)) };
    });
  },
};

/**
 * Gives our bundles Node's `http` without its `WebSocket`. `import "node:http"` reads each export, and Node loads its whole fetch
 * when `WebSocket` is read. A process that does only this import takes twice the CPU of one that does not.
 *
 * @see https://nodejs.org/api/process.html#processgetbuiltinmoduleid
 */
const HTTP_ALONE: Plugin = {
  name: "http alone",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:node:)?http$/ }, () => ({ path: "http", namespace: BUILT_IN }));
    onLoad({ filter: /^http$/, namespace: BUILT_IN }, () => ({
      loader: "js",
      contents: `const http = process.getBuiltinModule("node:http");
export default http;
export const { ${loadedExports(process.getBuiltinModule("node:http")).join(", ")} } = http;`,
    }));
  },
};

const BUILT_IN = "built-in";

/** Returns the names of the exports whose values are loaded already. */
const loadedExports = (module: object): readonly string[] =>
  Object.entries(Object.getOwnPropertyDescriptors(module)).flatMap(([name, { get }]) => (get ? [] : [name]));

async function deleteUnused(folder: string, current: string): Promise<void> {
  for (const { name } of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, name);
    if (name === current || name === "current.json") continue;
    const usedAtMs = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Number.NaN,
    );
    if (Date.now() - usedAtMs > KEPT_MS) await rm(path, { recursive: true, force: true });
  }
}
