import { mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { FileError, isSystemError } from "@paperledger/embedded/file-error";

/** The name of the folder begins with this, and with the id of the process that uses it. */
const PREFIX = "paperledger-read-";

/**
 * Makes a folder for a copy of a data folder, and returns its path. Removes the folders of processes that were killed before they could
 * remove them.
 *
 * @param temporary the folder for temporary files
 * @throws FileError
 */
export async function folderForCopy(temporary: string): Promise<string> {
  const names = await readdir(temporary).catch(() => []);
  for (const name of names) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    // The folder of another user cannot be removed, and stays.
    if (pid > 0 && !runs(pid))
      await rm(join(temporary, name), { recursive: true, force: true }).catch(() => {});
  }
  return mkdtemp(join(temporary, `${PREFIX}${process.pid}-`)).catch((error: unknown) => {
    throw new FileError(temporary, "written", error);
  });
}

/** Returns true if a process with this id runs. */
function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return isSystemError(error) && error.code === "EPERM";
  }
}
