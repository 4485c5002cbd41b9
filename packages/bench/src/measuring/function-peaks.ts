import { readFileSync } from "node:fs";

/** The module of a function that a process on this machine runs: a bundle, or the source in older builds. */
const HANDLER = /functions\/src\/(\w+)\/handler\.(?:mjs|ts)/;

/**
 * Returns the most memory that each function of a running `paperledger start` has taken so far, in bytes, by the function's name.
 * Of several processes of one function, the largest counts. It is empty where the system is not Linux.
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

/** A process may have ended by now: then it has no text. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
