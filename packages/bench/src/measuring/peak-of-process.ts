import { readFileSync } from "node:fs";

/**
 * Returns the most memory that a process of this machine has used so far, in bytes. Returns 0 if the process has ended, and on a system
 * other than Linux.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
 */
export function peakBytesOf(pid: number | string): number {
  const [, kibibytes = 0] = /^VmHWM:\s*(\d+) kB$/m.exec(procText(pid, "status")) ?? [];
  return Number(kibibytes) * 1_024;
}

/** Returns the text of a file that the kernel has about a process. It is empty if the process has ended. */
export function procText(pid: number | string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
