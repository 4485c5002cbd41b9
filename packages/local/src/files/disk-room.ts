import { statfsSync } from "node:fs";
import { constants } from "node:os";
import { FileError, isSystemError } from "@paperledger/embedded/file-error";

/** A database needs some room to write anything, and the notes about it need a little more. */
const FULL_BELOW_BYTES = 1024 * 1024;

/**
 * Makes sure that the disk of a folder is not full, or as good as full. What fails on a full disk says nothing about the
 * event that it failed on, so such failures are not counted.
 *
 * @throws FileError if there is no room, or the folder cannot be looked at
 */
export function mustHaveRoom(folder: string): void {
  try {
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < FULL_BELOW_BYTES) throw noSpaceLeft();
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw new FileError(folder, "written", cause);
  }
}

/** Returns the error that Node throws on a full disk. */
export const noSpaceLeft = (): Error =>
  Object.assign(new Error("ENOSPC: no space left on device, write"), {
    code: "ENOSPC",
    errno: -constants.errno.ENOSPC,
  });
