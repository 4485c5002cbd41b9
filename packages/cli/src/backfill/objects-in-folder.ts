import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { FileError, isSystemError } from "@paperledger/embedded/file-error";
import type { BackfillObject } from "./backfill-object.ts";

/**
 * Lists the files of a folder and its subfolders, in order of their paths. Names that begin with a dot are skipped.
 *
 * @throws FileError if the folder does not exist, or if it or a folder in it cannot be read
 */
export async function objectsInFolder(folder: string): Promise<readonly BackfillObject[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    const path = isSystemError(cause) && "path" in cause ? String(cause.path) : folder;
    throw new FileError(path, "read", cause);
  });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Promise.all(paths.map(objectAt));
}

async function objectAt(path: string): Promise<BackfillObject> {
  const { size, mtimeMs } = await stat(path);
  return {
    name: path,
    sizeBytes: size,
    identity: [resolve(path), size, mtimeMs],
    open: async () => createReadStream(path),
  };
}
