import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { FileError, isSystemError } from "@paperledger/embedded/file-error";
import type { z } from "zod";

const UNFINISHED = ".unfinished";

/**
 * Writes a value as JSON that people can read. A reader finds the old file or the new one, never half of it, also after a
 * crash. When this returns, the content is on the disk and not only in the system's memory.
 *
 * No library does this: write-file-atomic 8.0.0 and atomically 2.1.1 take a short write for a whole one, so on an almost
 * full disk they replace a good file by half of the new one and report no error (`findings/short-write.sh`). Node's
 * `writeFileSync` writes until all is written.
 *
 * @throws FileError which names the folder; the old file is as it was
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

/** Leaves a file that cannot be removed: the next write of the same file replaces it. */
function removeIfPossible(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {}
}

/** A JSON file does not hold what it should. The message names it and says what to do. */
export class JsonFileError extends Error {
  override readonly name = "JsonFileError";
}

export interface JsonFile<Schema extends z.ZodType> {
  readonly path: string;
  readonly schema: Schema;
  /** Ends the sentence "FILE is broken: ..." with what to do. */
  readonly whenBroken: string;
}

/**
 * Returns the value that a JSON file holds, or undefined if there is no such file.
 *
 * @throws JsonFileError if its content is not JSON, or not of the schema
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
