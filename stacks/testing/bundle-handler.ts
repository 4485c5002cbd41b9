import { mkdir, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { ESBUILD_OPTIONS } from "@paperledger/local/bundle/esbuild-options";
import { build } from "esbuild";
import { FUNCTION_BUNDLE } from "../function-bundle.ts";
import { ROOT } from "./sst-platform.ts";

/** A handler's bundle in the form in which SST uploads it. */
export interface HandlerBundle {
  /** The folder that is zipped. */
  readonly folder: string;
  readonly file: string;
  /** The function that Lambda calls, such as `bundle.handler`. */
  readonly handler: string;
  readonly sizeBytes: number;
  /** The packages that the bundle imports and does not hold, with the kind of the import in esbuild's words. */
  readonly importedFromOutside: readonly { readonly path: string; readonly kind: string }[];
}

/** Thrown if a handler names a file or an export that does not exist. */
export class HandlerNotFoundError extends Error {
  override readonly name = "HandlerNotFoundError";
}

/** The properties of a function that decide how SST bundles it. */
interface BundleProperties {
  readonly minify: boolean;
  /** The `nodejs.esbuild` of the function. That of this program's functions unless given. */
  readonly esbuild?: {
    readonly keepNames?: boolean | undefined;
    readonly external?: readonly string[] | undefined;
  };
  /** The folder of the program. This repository unless given. */
  readonly root?: string;
}

/**
 * Bundles a handler with the options that SST 4.17 gives to esbuild.
 *
 * @param handler the name in a stack: `packages/functions/src/processor/handler.handler`
 * @param folder the folder for the bundle
 * @throws HandlerNotFoundError, or esbuild's error if the code cannot be bundled
 */
export async function bundleHandler(
  handler: string,
  folder: string,
  { minify, esbuild = FUNCTION_BUNDLE.esbuild, root = ROOT }: BundleProperties,
): Promise<HandlerBundle> {
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
    outfile: file,
    ...ESBUILD_OPTIONS,
    external: [...ESBUILD_OPTIONS.external, ...external],
    keepNames,
    minify,
    metafile: true,
  });
  const [output] = Object.values(metafile.outputs);
  if (!output?.exports.includes(exported))
    throw new HandlerNotFoundError(`${handler}: ${source} has no export ${exported}`);
  const importedFromOutside = output.imports.flatMap(({ path, kind, external: isOutside }) =>
    isOutside ? [{ path, kind }] : [],
  );
  return { folder, file, handler: `bundle.${exported}`, sizeBytes: output.bytes, importedFromOutside };
}
