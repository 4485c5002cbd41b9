import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { z } from "zod";

/**
 * Writes a value as JSON so that a reader, even after a crash, finds the old file or the new one, never half of it. It is
 * done when this returns: the files are small, and what is kept must be kept before anyone is told so.
 */
export function writeJsonFile(file: string, value: unknown): void {
  const unfinished = `${file}.unfinished`;
  try {
    writeFileSync(unfinished, JSON.stringify(value));
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** A JSON file holds what it should not, or cannot be read. */
export class JsonFileError extends Error {
  override readonly name = "JsonFileError";
}

/** The value that a JSON file holds, or undefined where there is no such file. @throws JsonFileError */
export function readJsonFile<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): z.infer<Schema> | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw new JsonFileError(`${file} cannot be read: remove it to go on without what it holds`, { cause });
  }
}
