import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";

/** Where the repository is. */
export const ROOT = dirname(dirname(import.meta.dirname));

/** Where `sst install` lays down SST's components and Pulumi's providers: their source, which is their types too. */
export const PLATFORM = join(ROOT, ".sst", "platform");

/** `sst install` did not do its work. The message holds what it said. */
class SstInstallError extends Error {
  override readonly name = "SstInstallError";
}

const versioned = z.object({ version: z.string() });
const sstVersion = () =>
  versioned.parse(JSON.parse(readFileSync(join(ROOT, "node_modules", "sst", "package.json"), "utf8")))
    .version;

/**
 * Lays down SST's platform where it is not there, or is that of another version. It comes from the npm registry alone: no AWS
 * account is asked. `SST_NO_BUN`, since bun's folders hide Pulumi's types from the compiler.
 *
 * @throws SstInstallError
 */
export async function laySstPlatform(): Promise<void> {
  if (isLaid()) return;
  console.error("Fetching SST's platform from the npm registry (once)...");
  const bin = join(ROOT, "node_modules", ".bin");
  try {
    await promisify(execFile)(join(bin, process.platform === "win32" ? "sst.cmd" : "sst"), ["install"], {
      cwd: ROOT,
      shell: process.platform === "win32",
      env: {
        ...process.env,
        PATH: [bin, process.env.PATH].join(delimiter),
        SST_SKIP_DEPENDENCY_CHECK: "1",
        SST_NO_BUN: "1",
        SST_TELEMETRY_DISABLED: "1",
        SST_STAGE: "test",
      },
    });
  } catch (cause) {
    const said = cause instanceof Error && "stderr" in cause ? String(cause.stderr) : "";
    throw new SstInstallError(`sst install did not succeed. Is the npm registry reached? ${said}`, { cause });
  }
  if (!isLaid())
    throw new SstInstallError(`sst install left ${PLATFORM} incomplete: delete it and try again`);
}

/** npm writes `.package-lock.json` last, so where it is the packages are. */
function isLaid(): boolean {
  const version = join(PLATFORM, "version");
  const providers = join(ROOT, ".sst", "provider-lock.json");
  const packages = join(PLATFORM, "node_modules", ".package-lock.json");
  return (
    [version, providers, packages].every((file) => existsSync(file)) &&
    readFileSync(version, "utf8").trim() === sstVersion()
  );
}
