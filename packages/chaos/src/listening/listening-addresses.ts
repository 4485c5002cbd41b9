import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The kernel's code for a socket that waits for connections. */
const LISTEN = "0A";

/**
 * Returns the addresses on which a process and its child processes wait for connections. They are in hexadecimal, as the kernel writes
 * them: `0100007F:1F90` is 127.0.0.1:8080. This works only on Linux.
 *
 * @see https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt
 */
export function listeningAddresses(pid: number): readonly string[] {
  const sockets = new Set([pid, ...descendantsOf(pid)].flatMap(socketsOf));
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === LISTEN && sockets.has(fields[9] ?? ""))
      .flatMap((fields) => fields[1] ?? []),
  );
}

/** Tells whether only this machine can reach an address. */
export const isLoopback = (address: string): boolean =>
  /^[0-9A-F]{6}7F:/.test(address) ||
  /^0000000000000000FFFF0000[0-9A-F]{6}7F:/.test(address) ||
  address.startsWith("00000000000000000000000001000000:");

function descendantsOf(pid: number): readonly number[] {
  const children = readdirSync("/proc")
    .map(Number)
    .filter((each) => Number.isInteger(each) && parentOf(each) === pid);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

/** Returns the id of a process's parent. Returns undefined if the process has ended in the meantime. */
function parentOf(pid: number): number | undefined {
  try {
    const [, , parent] = /\) (\S) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return Number(parent);
  } catch {
    return undefined;
  }
}

function socketsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`)) ?? [];
      return inode ?? [];
    });
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
