import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { glob, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The page in the form that a browser gets. */
export interface BuiltPage {
  /** Returns the document. It contains the token of this start. */
  html(token: string): string;
  /** Returns a script or a style sheet by its name. */
  asset(name: string): { readonly content: Uint8Array<ArrayBuffer>; readonly type: string } | undefined;
}

const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));
const BUILT = join(PACKAGE, "dist");

const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Returns the page. If its source has changed, builds it first, which needs no network and takes a second or two. */
export async function builtPage(): Promise<BuiltPage> {
  const folder = join(BUILT, await fingerprint());
  if (!existsSync(folder)) await build(folder);
  const html = await readFile(join(folder, "index.html"), "utf8");
  const assets = new Map(
    await Promise.all(
      (await readdir(join(folder, "assets"))).map(
        async (name) => [name, new Uint8Array(await readFile(join(folder, "assets", name)))] as const,
      ),
    ),
  );
  return {
    html: (token) => html.replace("TOKEN", token),
    asset(name) {
      const content = assets.get(name);
      return content && { content, type: TYPES[extname(name)] ?? "application/octet-stream" };
    },
  };
}

/** The sources of the page. It imports types from anywhere, but code only from these. */
const SOURCES = [
  { folder: PACKAGE, files: ["package.json", "page/**/*.*", "src/**/*.ts"] },
  {
    folder: join(PACKAGE, "../core/src"),
    files: ["text/*.ts", "status/night.ts", "batch-files/object-keys.ts", "trace-ids/ulid-of.ts"],
  },
];

/** Returns a hash of everything that the page is built from. */
async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  for (const { folder, files } of SOURCES) {
    const names = await Array.fromAsync(glob(files, { cwd: folder }));
    for (const name of names.toSorted()) hash.update(`${name}\0`).update(await readFile(join(folder, name)));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Builds the page in a folder of its own and then moves it into place, so that two processes can build at the same time. */
async function build(folder: string): Promise<void> {
  await mkdir(BUILT, { recursive: true });
  const building = `${folder}.${process.pid}`;
  const { buildPage } = await import("./build-page.ts");
  await buildPage(join(PACKAGE, "page"), building);
  await rename(building, folder).catch(async (error: unknown) => {
    if (!existsSync(folder)) throw error;
    await rm(building, { recursive: true });
  });
}
