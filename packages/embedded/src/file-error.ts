import { getSystemErrorMessage } from "node:util";

/** The operation on a file or folder that failed. */
export type FileUse = "written" | "read" | "opened" | "removed";

/**
 * Thrown if a file or folder cannot be used. The message is one line that names the path, the reason, and what to do.
 *
 * @example
 * // /data/rules cannot be written: no space left on device (ENOSPC). Free some space on its disk
 */
export class FileError extends Error {
  override readonly name = "FileError";
  readonly path: string;
  /** The system's name for the fault, such as `ENOSPC`. */
  readonly code: string;

  constructor(path: string, use: FileUse, cause: unknown) {
    const { code, text } = systemError(cause);
    super(
      `${path} cannot be ${use}: ${text}. ${ADVICE[code] ?? "Check that this user can read and write it"}`,
      {
        cause,
      },
    );
    this.path = path;
    this.code = code;
  }
}

const GIVE_THE_RIGHT =
  "Give this user the right to read and write it, for example with chmod, or give another folder";

const ADVICE: Readonly<Record<string, string>> = {
  ENOENT: "There is nothing at this path: check its spelling",
  ENOSPC: "Free some space on its disk",
  EDQUOT: "Free some space: this user's share of the disk is used up",
  EROFS: "Give a folder on a disk that can be written, or mount this disk as writable",
  EACCES: GIVE_THE_RIGHT,
  EPERM: GIVE_THE_RIGHT,
  ENOTDIR: "Something on this path is a file, not a folder: give another folder",
  EEXIST: "There is a file in its place: give another folder",
  EISDIR: "There is a folder in its place: move it away",
  ENAMETOOLONG: "Give a shorter path",
  ELOOP: "Its symbolic links go round in a circle: give another folder",
  EIO: "Its disk may be broken: see the system's log",
  EMFILE: "This process has too many files open: raise the limit (ulimit -n)",
};

function systemError(cause: unknown): { code: string; text: string } {
  if (!(cause instanceof Error)) return { code: "UNKNOWN", text: String(cause) };
  if (!isSystemError(cause)) return { code: "UNKNOWN", text: cause.message };
  return { code: cause.code, text: `${getSystemErrorMessage(cause.errno)} (${cause.code})` };
}

/** Tells whether an error comes from the operating system, as Node's file functions throw it. */
export const isSystemError = (error: unknown): error is Error & { code: string; errno: number } =>
  error instanceof Error &&
  "code" in error &&
  typeof error.code === "string" &&
  "errno" in error &&
  typeof error.errno === "number";
