#!/usr/bin/env node
// Runs the command. Modules are found in Node's compile cache only if it is enabled before they are loaded. So this file first
// imports nothing of ours, and then only the code that finds the bundle of the command.
import { enableCompileCache } from "node:module";

enableCompileCache();

const { builtBundle } = await import("@paperledger/local/bundle/built-bundle");
const { COMMAND_BUNDLE, RUN_PROCESS } = await import("./command-bundle.ts");
const { moduleOf } = await builtBundle(COMMAND_BUNDLE);
await import(moduleOf(RUN_PROCESS).href);
