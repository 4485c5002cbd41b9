import { mkdir, stat } from "node:fs/promises";
import { extname, join, relative } from "node:path";
import { ESBUILD_OPTIONS } from "@paperledger/local/bundle/esbuild-options";
import { build, type Metafile } from "esbuild";
import { FUNCTION_BUNDLE } from "../function-bundle.ts";
import { ROOT } from "./sst-platform.ts";

/** A handler's bundle in the form in which SST uploads it. */
export interface HandlerBundle {
  /** The folder that is zipped. */
  readonly folder: string;
  readonly file: string;
  /** The function that Lambda calls, such as `bundle.handler`. */
  readonly handler: string;
  /** The size of all files of the bundle. */
  readonly sizeBytes: number;
  /** The size of the files that are loaded before the first event. The other files are loaded by an `import()`. */
  readonly startBytes: number;
  /** The packages that the bundle imports but does not contain. `kind` is esbuild's name for the kind of import. */
  readonly importedFromOutside: readonly { readonly path: string; readonly kind: string }[];
}

/** Thrown if a handler names a file or an export that does not exist. */
export class HandlerNotFoundError extends Error {
  override readonly name = "HandlerNotFoundError";
}

/** The properties of a function that decide how SST bundles it: its `nodejs`. */
interface BundleProperties {
  readonly minify: boolean;
  /** Makes a file of its own for what is loaded by an `import()`. */
  readonly splitting?: boolean | undefined;
  readonly esbuild?:
    | { readonly keepNames?: boolean | undefined; readonly external?: readonly string[] | undefined }
    | undefined;
  /** The folder of the program. This repository unless given. */
  readonly root?: string;
}

/**
 * Bundles a handler with the options that SST 4.17 gives to esbuild.
 *
 * @param handler the name in a stack: `packages/functions/src/processor/handler.handler`
 * @param folder the folder for the bundle
 * @param properties those of this program's functions unless given
 * @throws HandlerNotFoundError, or esbuild's error if the code cannot be bundled
 */
export async function bundleHandler(
  handler: string,
  folder: string,
  { root = ROOT, ...properties }: BundleProperties,
): Promise<HandlerBundle> {
  const { minify, splitting = false, esbuild = {} } = { ...FUNCTION_BUNDLE, ...properties };
  const { keepNames = true, external = [] } = esbuild;
  const exported = extname(handler).slice(1);
  const source = `${handler.slice(0, -extname(handler).length)}.ts`;
  const isThere = await stat(join(root, source)).then(
    () => true,
    () => false,
  );
  if (!isThere) throw new HandlerNotFoundError(`${handler}: there is no ${source}`);

  await mkdir(folder, { recursive: true });
  const file = join(folder, "bundle.mjs");
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, source)],
    outdir: folder,
    entryNames: "bundle",
    outExtension: { ".js": ".mjs" },
    ...ESBUILD_OPTIONS,
    splitting,
    external: [...ESBUILD_OPTIONS.external, ...external],
    keepNames,
    minify,
    metafile: true,
  });
  const { outputs } = metafile;
  const entry = relative(root, file);
  if (!outputs[entry]?.exports.includes(exported))
    throw new HandlerNotFoundError(`${handler}: ${source} has no export ${exported}`);
  const files = Object.values(outputs);
  return {
    folder,
    file,
    handler: `bundle.${exported}`,
    sizeBytes: sizeOf(files),
    startBytes: sizeOf(loadedAtStart(entry, outputs)),
    importedFromOutside: files.flatMap(({ imports }) =>
      imports.flatMap(({ path, kind, external: isOutside }) => (isOutside ? [{ path, kind }] : [])),
    ),
  };
}

type Outputs = Metafile["outputs"];

/** Returns a file and the files that it imports in any other way than by `import()`. */
function loadedAtStart(entry: string, outputs: Outputs): Iterable<Outputs[string]> {
  const loaded = new Map<string, Outputs[string]>();
  const load = (path: string): void => {
    const output = outputs[path];
    if (!output || loaded.has(path)) return;
    loaded.set(path, output);
    for (const { path: imported, kind } of output.imports) if (kind !== "dynamic-import") load(imported);
  };
  load(entry);
  return loaded.values();
}

const sizeOf = (files: Iterable<Outputs[string]>): number =>
  [...files].reduce((sum, { bytes }) => sum + bytes, 0);
