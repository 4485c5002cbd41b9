import { execFile, execFileSync, spawnSync } from "node:child_process";
import {
  mkdir,
  mkdtempDisposable,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { BundleSource } from "./build-record.ts";
import { builtBundle } from "./built-bundle.ts";

let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
let source: BundleSource & { readonly root: string };
let main: URL;

const greeting = (word: string) => `export const greeting: string = "${word}";\n`;

beforeEach(async () => {
  folder = await mkdtempDisposable(join(tmpdir(), "paperledger-bundle-"));
  const root = folder.path;
  main = pathToFileURL(join(root, "main.ts"));
  source = { name: "program", root, entryPoints: [main], external: ["outside"] };
  await mkdir(join(root, "node_modules", "outside"), { recursive: true });
  await writeFile(join(root, "node_modules", ".package-lock.json"), "{}");
  await writeFile(join(root, "node_modules", "outside", "package.json"), `{ "exports": "./outside.mjs" }`);
  await writeFile(join(root, "node_modules", "outside", "outside.mjs"), `export const outside = "found";`);
  await writeFile(join(root, "greeting.ts"), greeting("hello"));
  await writeFile(
    main,
    `import { outside } from "outside";
import { greeting } from "./greeting.ts";
interface Printed { readonly greeting: string; readonly outside: string; readonly at: string }
console.log(JSON.stringify({ greeting, outside, at: import.meta.url } satisfies Printed));
if (process.argv[2] === "fail") throw new Error("as asked");
`,
  );
  await longAgo();
});
afterEach(() => folder[Symbol.asyncDispose]());

/** Waits until the sources are older than a build that begins now. */
const longAgo = () => wait(30);

const built = async () => fileURLToPath((await builtBundle(source)).moduleOf(main));
const printedBy = (module: string): unknown =>
  JSON.parse(execFileSync(process.execPath, [module], { encoding: "utf8" }));
const PRINTED = { greeting: "hello", outside: "found" };

test("a bundle does the same as its sources, and each module still has the address of its source", async () => {
  const module = await built();
  expect(module).toMatch(/node_modules.*main\.mjs$/);
  expect(printedBy(module)).toEqual({ ...PRINTED, at: main.href });
  expect(await readFile(module, "utf8")).toContain('"hello"');
});

test("a bundle is built once", async () => {
  const module = await built();
  expect(await built()).toBe(module);
});

test("after an edit of any source, the new code runs", async () => {
  const before = await built();
  await writeFile(join(folder.path, "greeting.ts"), greeting("good morning"));
  const after = await built();
  expect(after).not.toBe(before);
  expect(printedBy(after)).toMatchObject({ greeting: "good morning" });
});

test("an edit with the same size and time of change is found", async () => {
  const before = await built();
  await writeFile(join(folder.path, "greeting.ts"), greeting("howdy"));
  await utimes(join(folder.path, "greeting.ts"), new Date(0), new Date(0));
  expect(await built()).not.toBe(before);
});

test("a source that changes while the bundle is built is built again at the next start", async () => {
  const changed = join(folder.path, "greeting.ts");
  await writeFile(changed, greeting("just now"));
  // On a busy machine, the build begins long after the change. By this clock it begins at the same time.
  vi.useFakeTimers({ toFake: ["Date"], now: (await stat(changed)).ctimeMs });
  const first = await built();
  vi.useRealTimers();
  await longAgo();
  const second = await built();
  expect(second).not.toBe(first);
  await longAgo();
  expect(await built()).toBe(second);
});

test("after another version of a package is installed, the bundle is built again", async () => {
  const before = await built();
  await writeFile(join(folder.path, "node_modules", ".package-lock.json"), `{ "version": 2 }`);
  expect(await built()).not.toBe(before);
});

test.each([
  ["is missing", (module: string) => rm(module)],
  ["is cut off", (module: string) => truncate(module, 10)],
  ["was changed to other text of the same size", (module: string) => overwrite(module)],
  ["has no readable record", (module: string) => writeFile(join(module, "../../current.json"), '{"folder":')],
  ["has no record", (module: string) => rm(join(module, "../../current.json"))],
])("a build that %s is built again", async (_what, breakIt) => {
  const module = await built();
  await breakIt(module);
  expect(printedBy(await built())).toMatchObject(PRINTED);
});

/** Puts spaces in place of a module's text. */
async function overwrite(module: string): Promise<void> {
  const { size } = await stat(module);
  await writeFile(module, " ".repeat(size));
}

test("a stack trace names the line of the source, as a function's process asks Node for", async () => {
  const withSourceMaps = join(folder.path, "with-source-maps.mjs");
  await writeFile(
    withSourceMaps,
    `import { setSourceMapsSupport } from "node:module";
setSourceMapsSupport(true, { nodeModules: true });
await import(${JSON.stringify(await built())});`,
  );
  const { stderr } = spawnSync(process.execPath, [withSourceMaps, "fail"], { encoding: "utf8" });
  expect(stderr).toContain(`${fileURLToPath(main)}:5:`);
});

test("a bundle uses Node's http without the import that loads Node's fetch as well", async () => {
  await writeFile(
    main,
    `import { createServer } from "node:http";
const { request } = await import("http");
console.log(JSON.stringify({ createServer: typeof createServer, request: typeof request }));
`,
  );
  await longAgo();
  const module = await built();
  expect(printedBy(module)).toEqual({ createServer: "function", request: "function" });
  const files = await readdir(join(module, ".."));
  for (const file of files.filter((name) => name.endsWith(".mjs")))
    expect(await readFile(join(module, "..", file), "utf8")).not.toMatch(/(from|import\() ?"(node:)?http"/);
});

test("what cannot be bundled runs as it is", async () => {
  await writeFile(join(folder.path, "greeting.ts"), "export const greeting = ;");
  expect(await built()).toBe(fileURLToPath(main));
});

test("processes that build at the same time each get a complete bundle", async () => {
  const builder = join(folder.path, "builder.mjs");
  await writeFile(
    builder,
    `import { builtBundle } from ${JSON.stringify(import.meta.resolve("./built-bundle.ts"))};
const source = ${JSON.stringify(source)};
const { moduleOf } = await builtBundle({ ...source, entryPoints: source.entryPoints.map((each) => new URL(each)) });
await import(moduleOf(new URL(source.entryPoints[0])).href);`,
  );
  const all = await Promise.all([1, 2, 3].map(() => promisify(execFile)(process.execPath, [builder])));
  for (const { stdout } of all) expect(JSON.parse(stdout)).toMatchObject(PRINTED);
  expect(printedBy(await built())).toMatchObject(PRINTED);
});

test("builds at the same time in one process all end", async () => {
  const modules = await Promise.all([built(), built(), built()]);
  for (const module of modules) expect(printedBy(module)).toMatchObject(PRINTED);
});

test("a build that nobody used for more than a week is deleted by a later one", async () => {
  const old = await built();
  const bundle = join(old, "../..");
  const eightDaysAgo = new Date(Date.now() - 8 * 86_400_000);
  await utimes(join(old, ".."), eightDaysAgo, eightDaysAgo);
  await writeFile(join(folder.path, "greeting.ts"), greeting("one"));
  await built();
  await writeFile(join(folder.path, "greeting.ts"), greeting("two"));
  await built();
  expect(await readdir(bundle)).toHaveLength(3);
  expect(await readdir(bundle)).not.toContain(old.split("/").at(-2));
});

test("a build that a process uses for more than a week is kept", async () => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  try {
    const build = join(await built(), "..");
    const eightDaysAgo = new Date(Date.now() - 8 * 86_400_000);
    await utimes(build, eightDaysAgo, eightDaysAgo);
    vi.advanceTimersByTime(86_400_000);
    await expect
      .poll(async () => (await stat(build)).mtimeMs)
      .toBeGreaterThan(eightDaysAgo.getTime() + 1_000);
  } finally {
    vi.useRealTimers();
  }
});
