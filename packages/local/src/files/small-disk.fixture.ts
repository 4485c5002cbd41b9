import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A real disk of a few megabytes that a test can fill. */
export interface SmallDisk {
  readonly folder: string;
  fill(): void;
  makeRoom(): void;
  /** Mounts the disk again as read-only. */
  makeReadOnly(): void;
  unmount(): void;
}

/** Mounts a new disk in memory. Returns undefined if this machine does not allow that. Then the test is skipped. */
export function mountSmallDisk(megabytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), "paperledger-disk-"));
  if (!mount("-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder)) {
    rmdirSync(folder);
    return undefined;
  }
  const filler = join(folder, ".filler");
  return {
    folder,
    fill: () => writeUntilFull(filler),
    makeRoom: () => rmSync(filler),
    makeReadOnly: () => void mount("-o", "remount,ro", folder),
    unmount() {
      execFileSync("umount", [folder]);
      rmdirSync(folder);
    },
  };
}

/** The reason why a test that needs {@link mountSmallDisk} is skipped. */
export const NO_MOUNT = "this machine does not let us mount a disk: it takes Linux and root";

function mount(...args: readonly string[]): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  try {
    execFileSync("mount", args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function writeUntilFull(file: string): void {
  const filler = openSync(file, "w");
  try {
    for (const bytes of [1 << 20, 1 << 12, 1]) while (fits(filler, bytes));
  } finally {
    closeSync(filler);
  }
}

function fits(file: number, bytes: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(bytes)) === bytes;
  } catch {
    return false;
  }
}
