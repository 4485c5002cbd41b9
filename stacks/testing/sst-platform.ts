import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";

/** The folder of the repository. */
export const ROOT = dirname(dirname(import.meta.dirname));

/** The folder into which `sst install` writes the source of SST's components and of Pulumi's providers. The source contains the types too. */
export const PLATFORM = join(ROOT, ".sst", "platform");

/** Thrown if `sst install` fails. The message contains its output. */
class SstInstallError extends Error {
  override readonly name = "SstInstallError";
}

const versioned = z.object({ version: z.string() });
const sstVersion = () =>
  versioned.parse(JSON.parse(readFileSync(join(ROOT, "node_modules", "sst", "package.json"), "utf8")))
    .version;

/**
 * Installs SST's platform if it is missing, or if it is of another version. It is downloaded only from the npm registry and needs no AWS
 * account. `SST_NO_BUN` is set, because bun's folders hide Pulumi's types from the compiler.
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
    throw new SstInstallError(`sst install failed. Check whether the npm registry can be reached. ${said}`, {
      cause,
    });
  }
  if (!isLaid())
    throw new SstInstallError(`sst install left ${PLATFORM} incomplete: delete it and try again`);
}

/** Returns true if the platform is installed. npm writes `.package-lock.json` last, so if that file exists, the packages exist too. */
function isLaid(): boolean {
  const version = join(PLATFORM, "version");
  const providers = join(ROOT, ".sst", "provider-lock.json");
  const packages = join(PLATFORM, "node_modules", ".package-lock.json");
  return (
    [version, providers, packages].every((file) => existsSync(file)) &&
    readFileSync(version, "utf8").trim() === sstVersion()
  );
}
