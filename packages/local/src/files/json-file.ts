import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { FileError, isSystemError } from "@paperledger/embedded/file-error";
import type { z } from "zod";

const UNFINISHED = ".unfinished";

/**
 * Writes a value as JSON that people can read. A reader finds either the old file or the new one, even after a crash, and never a
 * part of a file. When this returns, the content is on the disk and not only in the system's memory.
 *
 * No library does this. write-file-atomic 8.0.0 and atomically 2.1.1 do not notice that a write was incomplete. On a nearly full
 * disk they replace a good file by a part of the new one, and report no error (`findings/short-write.sh`). Node's `writeFileSync`
 * continues until everything is written.
 *
 * @throws FileError that names the folder. The old file is unchanged then
 */
export function writeJsonFile(file: string, value: unknown): void {
  const unfinished = `${file}${UNFINISHED}`;
  try {
    writeFileSync(unfinished, `${JSON.stringify(value, null, 2)}\n`, { flush: true });
    renameSync(unfinished, file);
  } catch (cause) {
    removeIfPossible(unfinished);
    throw new FileError(dirname(file), "written", cause);
  }
}

/** Removes a file. If that fails, the file stays, and the next write of the same file replaces it. */
function removeIfPossible(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {}
}

/** Thrown if the content of a JSON file is not as expected. The message names the file and says what to do. */
export class JsonFileError extends Error {
  override readonly name = "JsonFileError";
}

export interface JsonFile<Schema extends z.ZodType> {
  readonly path: string;
  readonly schema: Schema;
  /** The advice for a broken file. It completes the message "FILE is broken: ...". */
  readonly whenBroken: string;
}

/**
 * Returns the value in a JSON file, or undefined if the file does not exist.
 *
 * @throws JsonFileError if its content is not JSON, or does not match the schema
 * @throws FileError if it cannot be read
 */
export function readJsonFile<Schema extends z.ZodType>({
  path,
  schema,
  whenBroken,
}: JsonFile<Schema>): z.infer<Schema> | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    if (!isSystemError(cause)) throw new JsonFileError(`${path} is broken: ${whenBroken}`, { cause });
    if (cause.code === "ENOENT") return undefined;
    throw new FileError(path, "read", cause);
  }
}
