import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rename, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";

const NAME = "aws-lambda-ric";
const VERSION = "4.0.2";

/** What its build calls. It makes curl, a C++ library and a Node addon. */
const TOOLS = ["npm", "cmake", "make", "g++", "python3", "tar", "xz"];

/** On two idle cores it takes a minute or two. */
const BUILD_TIMEOUT_MS = 8 * 60_000;

/** AWS's own client of Lambda's runtime API, or why this machine cannot have it. */
export type RuntimeClient =
  | { readonly kind: "installed"; readonly file: string }
  | { readonly kind: "missing"; readonly reason: string };

/**
 * Installs AWS's runtime client for Node.js, once, in a folder of the user's cache: it is compiled, and nobody should need a
 * compiler for `npm ci`. Never throws: whoever needs the client is to be skipped for the reason.
 *
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 */
export async function installedRuntimeClient(): Promise<RuntimeClient> {
  if (process.platform !== "linux") return missing(`it is built on Linux only, not on ${process.platform}`);
  const absent = TOOLS.filter((tool) => onPath(tool).length === 0);
  if (absent.length > 0) return missing(`to build it, this machine lacks ${absent.join(", ")}`);

  const folder = join(cacheFolder(), `${NAME}-${VERSION}-${process.arch}`);
  const client = (within: string) => join(within, "node_modules", NAME, "index.mjs");
  if (existsSync(folder)) return { kind: "installed", file: client(folder) };
  try {
    await mkdir(cacheFolder(), { recursive: true });
    const building = await mkdtemp(`${folder}-`);
    try {
      await build(building);
      await rename(building, folder);
    } catch (error) {
      await rm(building, { recursive: true, force: true });
      // Somebody else was faster.
      if (!existsSync(folder)) throw error;
    }
    return { kind: "installed", file: client(folder) };
  } catch (error) {
    return missing(error instanceof Error ? error.message : String(error));
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

/** @throws Error with the end of what npm said */
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

/** Ends npm with all the compilers that it started. */
function endGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, "SIGKILL");
}

/**
 * Tells node-gyp of headers of Node.js that came with a Node.js of this machine, so that it does not fetch them. The addon
 * is made for the stable Node-API: it runs with any later Node.js.
 */
async function nodeHeaders(): Promise<Readonly<Record<string, string>>> {
  for (const node of onPath("node")) {
    const prefix = dirname(dirname(await realpath(node)));
    if (existsSync(join(prefix, "include", "node", "node_api.h"))) return { npm_config_nodedir: prefix };
  }
  return {};
}
