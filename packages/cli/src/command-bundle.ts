import type { BundleSource } from "@paperledger/local/bundle/build-record";

export const RUN_PROCESS = new URL("./run-process.ts", import.meta.url);

/** The program of the paperledger command. */
export const COMMAND_BUNDLE: BundleSource = {
  name: "command",
  entryPoints: [RUN_PROCESS],
  // These packages find their own files beside their code.
  external: ["esbuild", "fauxqs", "vite"],
};
