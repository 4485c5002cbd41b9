#!/usr/bin/env node
// Modules are found in Node's compile cache only if it is enabled before they are loaded. So this file imports nothing else at first.
import { enableCompileCache } from "node:module";

enableCompileCache();
await import("./run-process.ts");
