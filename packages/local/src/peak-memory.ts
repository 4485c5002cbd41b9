import { readFileSync } from "node:fs";

/**
 * The most memory that this process has had so far. Linux counts the parent's into `maxRSS`, as it was when the process was
 * forked from it: there the kernel's own line tells.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
 */
export function peakMemoryBytes(): number {
  const { maxRSS } = process.resourceUsage();
  if (process.platform !== "linux") return maxRSS * 1024;
  const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kibibytes ?? maxRSS) * 1024;
}
