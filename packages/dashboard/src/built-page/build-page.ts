import { build } from "vite";

/** Builds the page with Vite: one script and one style sheet. Their names contain hashes of their contents. */
export async function buildPage(root: string, outDir: string): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    base: "/",
    // Vite would choose these three by NODE_ENV. Then a page that a test built would differ: it would name source files of this machine.
    oxc: { jsx: { development: false } },
    resolve: { conditions: ["module", "browser", "production"] },
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
    build: {
      outDir,
      emptyOutDir: true,
      target: "es2023",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
}
