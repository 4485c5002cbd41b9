// Runs a script with the version of Node that package-lock.json pins, after installing the packages of the lockfile.
// The machine's own Node (20 or later) starts it, so it is plain JavaScript and imports no other file.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockfile = join(root, "package-lock.json");
const installed = join(root, "node_modules", ".package-lock.json");
const node24 = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");

const isInstalled = () =>
  existsSync(installed) && existsSync(node24) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs;

if (!isInstalled()) {
  console.error("Installing the packages of package-lock.json (once, half a minute or more)...");
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
  const [command, ...args] = [...npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0 || !existsSync(node24)) {
    console.error("npm ci failed: the lines above say why. Fix that, then run this command again.");
    process.exit(status || 1);
  }
}

const [script, ...args] = process.argv.slice(2);
const path = [join(root, "node_modules", ".bin"), process.env.PATH].join(
  process.platform === "win32" ? ";" : ":",
);
// Many processes load the same modules. This folder keeps the compiled code of one process for the next process.
const NODE_COMPILE_CACHE = join(root, "node_modules", ".cache", "node-compile-cache");
const child = spawn(node24, [join(root, script), ...args], {
  stdio: "inherit",
  env: { NODE_COMPILE_CACHE, ...process.env, PATH: path },
});
// Ctrl-C reaches the child directly, because both are in the same process group. This process only waits for the child's end.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => child.kill("SIGTERM"));
// Ends with the same code as a shell: 130 after Ctrl-C.
child.on("exit", (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
