import { arch, cpus, platform, totalmem } from "node:os";

/** Describes the machine on which the benchmark ran, without its name. */
export function machineText(): string {
  const [cpu] = cpus();
  const memoryGb = Math.round(totalmem() / 1024 ** 3);
  return `${cpus().length} cores (${cpu?.model.trim() ?? "unknown"}), ${memoryGb} GB of memory, ${platform()} ${arch()}, Node ${process.versions.node}`;
}
