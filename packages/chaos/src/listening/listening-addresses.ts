import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The state of a socket that waits for connections, as the kernel writes it. */
const LISTEN = "0A";

/**
 * The addresses, in hexadecimal and as the kernel keeps them (`0100007F:1F90` is 127.0.0.1:8080), on which a process and all
 * that it started wait for connections. Linux alone tells this.
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

/** On which addresses of a machine a listening address can be reached: only by itself, or by others as well. */
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

/** A process may end while it is looked at. */
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
