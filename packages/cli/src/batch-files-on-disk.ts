import { access, constants, stat } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { ignoredKeys } from "@paperledger/core/batch-files/ignored-keys";
import { CommandError, EXIT } from "./command-error.ts";
import { escapeForTerminal } from "./terminal/escape-for-terminal.ts";

/**
 * Checks that the files can be read. @throws CommandError for the first path that does not exist, is not a file, or cannot be read
 */
export async function mustBeReadable(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const problem = await problemOf(path);
    if (problem)
      throw new CommandError(EXIT.unusable, `${escapeForTerminal(path)} ${problem}: nothing was started`);
  }
}

const isIgnored = ignoredKeys();
const IGNORED =
  "has a name that the processor ignores, because tools leave files with such names beside data: give it another name";

async function problemOf(path: string): Promise<string | undefined> {
  try {
    if (!(await stat(path)).isFile()) return "is not a file";
    await access(path, constants.R_OK);
    return isIgnored(path, 1) ? IGNORED : undefined;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code === "ENOENT"
      ? `does not exist${isAbsolute(path) ? "" : ` (looked for ${escapeForTerminal(resolve(path))})`}`
      : `cannot be read (${code ?? String(error)})`;
  }
}
