import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let folder: string;
let log: string;

/** Stands for npm. Notes each build, and takes a moment. */
const NPM = `
const { appendFileSync, mkdirSync, writeFileSync } = require("node:fs");
appendFileSync(process.env.BUILDS, "built\\n");
setTimeout(() => {
  mkdirSync("node_modules/aws-lambda-ric", { recursive: true });
  writeFileSync("node_modules/aws-lambda-ric/index.mjs", "");
}, 300);
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperledger-runtime-client-"));
  log = join(folder, "builds");
  await mkdir(join(folder, "bin"));
  for (const tool of ["npm", "cmake", "make", "g++", "python3", "tar", "xz"]) {
    await writeFile(join(folder, "bin", tool), `#!${process.execPath}\n${NPM}`);
    await chmod(join(folder, "bin", tool), 0o755);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Asks for the client in a process of its own, with a cache of its own. Returns the process's last line. */
async function asked(cache: string): Promise<unknown> {
  const module = new URL("./installed-runtime-client.ts", import.meta.url).href;
  const script = `const { installedRuntimeClient } = await import(${JSON.stringify(module)}); console.log(JSON.stringify(await installedRuntimeClient()));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    env: { PATH: join(folder, "bin"), XDG_CACHE_HOME: join(folder, cache), BUILDS: log },
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

const cached = (cache: string) => join(folder, cache, "paperledger", `aws-lambda-ric-4.0.2-${process.arch}`);
const fileIn = (cache: string) => join(cached(cache), "node_modules/aws-lambda-ric/index.mjs");

describe.runIf(process.platform === "linux")("given that AWS's runtime client is not installed", () => {
  test("when three processes need it at once, then one of them builds it for all", async () => {
    const all = await Promise.all([1, 2, 3].map(() => asked("new")));
    expect(all).toEqual([1, 2, 3].map(() => ({ kind: "installed", file: fileIn("new") })));
    expect(await readFile(log, "utf8")).toBe("built\n");
  });

  test("when the process that was building it was killed, then the next one builds it", async () => {
    await mkdir(join(folder, "left", "paperledger"), { recursive: true });
    // No process has this id, because it is over the kernel's limit.
    await writeFile(`${cached("left")}.builder`, "4194305");
    expect(await asked("left")).toEqual({ kind: "installed", file: fileIn("left") });
    await expect(readFile(`${cached("left")}.builder`)).rejects.toThrow("ENOENT");
  });
});
