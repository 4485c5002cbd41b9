import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Which packages each may import, beside itself. Dependencies point one way. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  "event-patterns": [],
  events: [],
  faults: [],
  core: ["events"],
  aws: ["core", "events"],
  functions: ["aws", "core", "events"],
  local: ["functions", "aws", "core", "event-patterns", "events", "faults"],
  dashboard: ["aws", "core", "events"],
  cli: ["local", "functions", "aws", "core", "events", "faults"],
  chaos: ["local", "functions", "aws", "core", "events", "faults"],
  bench: ["local", "functions", "aws", "core", "events", "faults"],
};

/** Node's own modules that the pure core may use: streams and what computes without touching the world. */
const CORE_NODE_MODULES = new Set([
  "node:buffer",
  "node:crypto",
  "node:events",
  "node:stream",
  "node:string_decoder",
  "node:timers/promises",
  "node:util",
  "node:zlib",
]);

interface Import {
  readonly file: string;
  readonly package: string;
  readonly from: string;
}

const isTest = (file: string) => /\.(test|fixture)\.ts$/.test(file);

const imports: readonly Import[] = globSync("packages/*/src/**/*.ts").flatMap((file) => {
  const source = readFileSync(file, "utf8");
  const specifiers = [...source.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)];
  return specifiers.map(([, from = ""]) => ({ file, package: file.split(/[\\/]/)[1] ?? "", from }));
});
const productImports = imports.filter(({ file }) => !isTest(file));

const breaks = (isAllowed: (each: Import) => boolean, among: readonly Import[] = productImports) =>
  among.filter((each) => !isAllowed(each)).map(({ file, from }) => `${file} imports ${from}`);

test("every package is in the picture, and its imports were found", () => {
  const packages = new Set(imports.map((each) => each.package));
  expect([...packages].filter((name) => !(name in ARROWS))).toEqual([]);
  expect(productImports.length).toBeGreaterThan(100);
});

test("packages import only what their arrow points to", () => {
  const isAllowed = ({ package: name, from }: Import) => {
    const target = /^@paperledger\/([^/]+)/.exec(from)?.[1];
    return target === undefined || target === name || (ARROWS[name] ?? []).includes(target);
  };
  expect(breaks(isAllowed)).toEqual([]);
});

test("no import climbs out of its package by a path", () => {
  const isAllowed = ({ file, from }: Import) => {
    if (!from.startsWith(".")) return true;
    const depth = file.split(/[\\/]/).length - 4;
    return (from.match(/\.\.\//g) ?? []).length <= depth;
  };
  expect(breaks(isAllowed, imports)).toEqual([]);
});

test("only packages/aws imports the AWS SDK, the faults that reach into its clients, and the benchmarks, which measure against it", () => {
  const isAllowed = ({ package: name, from }: Import) =>
    ["aws", "bench", "faults"].includes(name) || !from.startsWith("@aws-sdk/");
  expect(breaks(isAllowed)).toEqual([]);
});

test("core reaches for nothing outside but streams and computation", () => {
  const isAllowed = ({ package: name, from }: Import) =>
    name !== "core" || !from.startsWith("node:") || CORE_NODE_MODULES.has(from);
  expect(breaks(isAllowed)).toEqual([]);
});

test("no package is called utils, helpers, manager or common, and no file either", () => {
  const files = globSync("packages/**/*.ts", { exclude: ["**/node_modules/**"] });
  expect(
    files.filter((file) => /(^|[\\/.-])(utils?|helpers?|managers?|common)([\\/.-]|$)/.test(file)),
  ).toEqual([]);
});
