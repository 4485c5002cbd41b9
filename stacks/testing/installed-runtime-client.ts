import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";

const NAME = "aws-lambda-ric";
const VERSION = "4.0.2";

/** The tools that the client's build needs. It builds curl, a C++ library and a Node addon. */
const TOOLS = ["npm", "cmake", "make", "g++", "python3", "tar", "xz"];

/** The limit for the build. On two idle cores, the build takes one or two minutes. */
const BUILD_TIMEOUT_MS = 8 * 60_000;

/** AWS's own client of Lambda's runtime API, or the reason why this machine cannot have it. */
export type RuntimeClient =
  | { readonly kind: "installed"; readonly file: string }
  | { readonly kind: "missing"; readonly reason: string };

/**
 * Installs AWS's runtime client for Node.js once, in a folder of the user's cache. It is not a dependency, because it is compiled, and
 * `npm ci` should not need a compiler. `npm test` runs two programs that need it side by side, so the second one waits for the build of
 * the first. Never throws: if the client is missing, tests that need it are skipped with the reason.
 *
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 */
export async function installedRuntimeClient(): Promise<RuntimeClient> {
  if (process.platform !== "linux") return missing(`it is built only on Linux, not on ${process.platform}`);
  const absent = TOOLS.filter((tool) => onPath(tool).length === 0);
  if (absent.length > 0) return missing(`to build it, this machine lacks ${absent.join(", ")}`);

  const folder = join(cacheFolder(), `${NAME}-${VERSION}-${process.arch}`);
  const client = (within: string) => join(within, "node_modules", NAME, "index.mjs");
  try {
    await mkdir(cacheFolder(), { recursive: true });
    const lock = `${folder}.builder`;
    while (!existsSync(folder)) {
      if (await isTaken(lock)) await wait(200);
      else await install(folder).finally(() => rm(lock, { force: true }));
    }
    return { kind: "installed", file: client(folder) };
  } catch (error) {
    return missing(error instanceof Error ? error.message : String(error));
  }
}

async function install(folder: string): Promise<void> {
  // The process that had the lock before may have just installed it.
  if (existsSync(folder)) return;
  const building = await mkdtemp(`${folder}-`);
  try {
    await build(building);
    await rename(building, folder);
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    throw error;
  }
}

/** Returns false if the lock is now this process's own. Removes the lock of a process that has ended. */
async function isTaken(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: "wx" });
    return false;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    const pid = Number(await readFile(lock, "utf8").catch(() => ""));
    if (pid > 0 && !isAlive(pid)) await rm(lock, { force: true });
    return true;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const missing = (reason: string): RuntimeClient => ({ kind: "missing", reason: `no ${NAME}: ${reason}` });

const cacheFolder = () =>
  join(process.env.XDG_CACHE_HOME || (homedir() ? join(homedir(), ".cache") : tmpdir()), "paperledger");

const onPath = (program: string): readonly string[] =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, program))
    .filter((file) => existsSync(file));

/** Builds the client. @throws Error with the end of npm's output */
async function build(folder: string): Promise<void> {
  const manifest = { private: true, allowScripts: { [NAME]: true } };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  console.info(`Building ${NAME} ${VERSION}, AWS's runtime client, in ${folder} (once, a minute or more)...`);
  const npm = spawn(
    "npm",
    [
      "install",
      `${NAME}@${VERSION}`,
      "--no-audit",
      "--no-fund",
      "--fetch-retries=1",
      "--fetch-timeout=20000",
    ],
    {
      cwd: folder,
      env: { ...process.env, ...(await nodeHeaders()) },
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    },
  );
  const timer = setTimeout(() => endGroup(npm), BUILD_TIMEOUT_MS);
  const [code, said] = await Promise.all([
    new Promise<number | null>((resolve) => npm.on("close", resolve).on("error", () => resolve(null))),
    text(npm.stderr),
  ]).finally(() => clearTimeout(timer));
  if (code !== 0) throw new Error(`its build did not succeed: ${said.trim().slice(-600)}`);
}

/** Ends npm and all compilers that it started. */
function endGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, "SIGKILL");
}

/**
 * Returns variables that tell node-gyp to use the headers of a Node.js on this machine, so that it does not download headers. The addon
 * uses the stable Node-API, so it runs with any later Node.js.
 */
async function nodeHeaders(): Promise<Readonly<Record<string, string>>> {
  for (const node of onPath("node")) {
    const prefix = dirname(dirname(await realpath(node)));
    if (existsSync(join(prefix, "include", "node", "node_api.h"))) return { npm_config_nodedir: prefix };
  }
  return {};
}
