import { readFileSync } from "node:fs";

/**
 * Returns the most memory that this process has used so far. On Linux, `maxRSS` includes the memory of the parent process at the time
 * of the fork. So on Linux the value is read from the kernel's `VmHWM` line.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
 */
export function peakMemoryBytes(): number {
  const { maxRSS } = process.resourceUsage();
  if (process.platform !== "linux") return maxRSS * 1024;
  const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kibibytes ?? maxRSS) * 1024;
}
