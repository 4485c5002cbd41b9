import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Thrown if there is no embedded DynamoDB for this machine, or if it did not start. The message says what to do. */
export class EmbeddedDynamoDbError extends Error {
  override readonly name = "EmbeddedDynamoDbError";
}

const VERSION = "1.2.1";

/** The folder for binaries that the lockfile does not name. It is separate from the packages that npm manages. */
const FETCHED = fileURLToPath(new URL("../../../node_modules/.cache/dynoxide", import.meta.url));

/**
 * Returns the path of dynoxide for a platform. The binary for Linux on x64 comes with the packages. Any other is fetched from the
 * npm registry on first use.
 *
 * @throws EmbeddedDynamoDbError if there is no binary for the platform
 */
export function dynoxideBinary(platform = `${process.platform}-${process.arch}`): string {
  const name = `@dynoxide/${platform}`;
  const file = `dynoxide${platform.startsWith("win32") ? ".exe" : ""}`;
  const fetched = join(FETCHED, "node_modules", name, file);
  const found = installed(`${name}/${file}`) ?? (existsSync(fetched) || fetch(name) ? fetched : undefined);
  if (found && existsSync(found)) return found;
  throw new EmbeddedDynamoDbError(
    `the package ${name}@${VERSION} cannot be installed: set AWS_ENDPOINT_URL_DYNAMODB to the address of a DynamoDB with Streams that you run`,
  );
}

function installed(path: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(path);
  } catch {
    return undefined;
  }
}

function fetch(name: string): boolean {
  console.error(`Fetching ${name}@${VERSION} (once)...`);
  mkdirSync(FETCHED, { recursive: true });
  const args = ["install", "--prefix", FETCHED, "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync("npm", [...args, `${name}@${VERSION}`], {
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  return status === 0;
}
