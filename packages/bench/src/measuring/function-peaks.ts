import { peakBytesOf, procText } from "./peak-of-process.ts";

/** Finds the module of a function in the command of a process on this machine. It is a bundle, or the source in older builds. */
const HANDLER = /functions\/src\/(\w+)\/handler\.(?:mjs|ts)/;

/**
 * Returns the peak memory of each function of a running `paperledger start`, in bytes, by the function's name. If a function has
 * several processes, the largest one counts. Returns an empty map on a system other than Linux.
 *
 * @param pid the process of `paperledger start`
 */
export function functionPeaksBytes(pid: number): ReadonlyMap<string, number> {
  const peaks = new Map<string, number>();
  for (const child of procText(pid, `task/${pid}/children`).split(" ")) {
    const [, name] = HANDLER.exec(procText(child, "cmdline")) ?? [];
    if (name !== undefined) peaks.set(name, Math.max(peaks.get(name) ?? 0, peakBytesOf(child)));
  }
  return peaks;
}
