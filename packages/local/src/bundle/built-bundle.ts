// The paperledger command loads this file before everything else, so it imports little more than Node's own modules.
import { readFileSync, utimes, utimesSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type BuildRecord, type BundleSource, stateOf } from "./build-record.ts";

/** A program as it is loaded. */
export interface BuiltBundle {
  /** Returns the module that was built from an entry point. */
  moduleOf(entryPoint: URL): URL;
}

const CHECKOUT = fileURLToPath(new URL("../../../../", import.meta.url));

/** The folder of bundles, relative to the root. From there, Node finds the packages that bundles leave outside. */
const CACHE = join("node_modules", ".cache", "paperledger-bundles");

/**
 * Returns a program as one bundle, which loads several times as fast as its hundreds of modules. Builds the bundle if a source or an
 * installed package changed since the last build, or if a file of that build is missing or changed. If it cannot be built, for
 * example because the checkout is read-only, the modules themselves are returned, which do the same. While this process runs, no
 * later build deletes the bundle.
 */
export async function builtBundle({ root = CHECKOUT, ...source }: BundleSource): Promise<BuiltBundle> {
  const folder = join(root, CACHE, source.name);
  const built = currentBuild(root, folder) ?? (await newBuild({ root, ...source }, folder));
  if (built === undefined) return { moduleOf: (entryPoint) => entryPoint };
  keepInUse(built);
  return { moduleOf: (entryPoint) => pathToFileURL(join(built, bundledName(root, entryPoint))) };
}

/** Returns the path of the module that is built from an entry point, relative to the folder of the build. */
const bundledName = (root: string, entryPoint: URL): string =>
  relative(root, fileURLToPath(entryPoint)).replace(/\.ts$/, ".mjs");

/** Returns the folder of the latest build, or undefined if it is not complete or not up to date. */
function currentBuild(root: string, bundle: string): string | undefined {
  try {
    const record: BuildRecord = JSON.parse(readFileSync(join(bundle, "current.json"), "utf8"));
    const folder = join(bundle, record.folder);
    if (record.root !== root) return undefined;
    for (const [file, state] of Object.entries(record.inputs))
      if (stateOf(join(root, file)) !== state) return undefined;
    for (const [file, state] of Object.entries(record.outputs))
      if (stateOf(join(folder, file)) !== state) return undefined;
    // A build that nobody used for days is deleted. See buildBundle.
    utimesSync(folder, new Date(), new Date());
    return folder;
  } catch {
    return undefined;
  }
}

const DAY_MS = 86_400_000;

/** Marks a build as used once a day. A process that runs for weeks still loads modules from it, for example a laptop that starts a function. */
function keepInUse(folder: string): void {
  setInterval(() => utimes(folder, new Date(), new Date(), () => {}), DAY_MS).unref();
}

async function newBuild(source: Required<BundleSource>, folder: string): Promise<string | undefined> {
  const { buildBundle } = await import("./build-bundle.ts");
  return buildBundle(source, folder).catch(() => undefined);
}
