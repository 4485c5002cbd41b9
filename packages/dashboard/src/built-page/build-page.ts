import { build } from "vite";

/** Builds the page with Vite: one script and one style sheet. Their names contain hashes of their contents. */
export async function buildPage(root: string, outDir: string): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    base: "/",
    build: {
      outDir,
      emptyOutDir: true,
      target: "es2023",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
}
