import { statfsSync } from "node:fs";
import { constants } from "node:os";
import { FileError, isSystemError } from "@paperledger/embedded/file-error";

/** Below this, the disk counts as full. A database needs some room for any write, and our own files need a little more. */
const FULL_BELOW_BYTES = 1024 * 1024;

/**
 * Makes sure that the disk of a folder is not full or nearly full. A failure on a full disk is not the fault of the event, so such
 * failures are not counted.
 *
 * @throws FileError if there is no room, or if the disk's free space cannot be read
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
