import { readFileSync } from "node:fs";

/** Finds the module of a function in the command of a process on this machine. It is a bundle, or the source in older builds. */
const HANDLER = /functions\/src\/(\w+)\/handler\.(?:mjs|ts)/;

/**
 * Returns the peak memory of each function of a running `paperledger start`, in bytes, by the function's name. If a function has
 * several processes, the largest one counts. Returns an empty map on a system other than Linux.
 *
 * @param pid the process of `paperledger start`
 * @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
 */
export function functionPeaksBytes(pid: number): ReadonlyMap<string, number> {
  const peaks = new Map<string, number>();
  for (const child of textOf(`/proc/${pid}/task/${pid}/children`).split(" ")) {
    const [, name] = HANDLER.exec(textOf(`/proc/${child}/cmdline`)) ?? [];
    const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/m.exec(textOf(`/proc/${child}/status`)) ?? [];
    if (name !== undefined) peaks.set(name, Math.max(peaks.get(name) ?? 0, Number(kibibytes ?? 0) * 1_024));
  }
  return peaks;
}

/** A process may have ended by now. Then its text is empty. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
