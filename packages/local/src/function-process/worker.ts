// The program of a function's process. Modules are found in Node's compile cache only if it is enabled before they are loaded.
import { enableCompileCache, flushCompileCache } from "node:module";

enableCompileCache();
await import("./answer-calls.ts");
// A signal ends this process, and then Node would not write the cache.
flushCompileCache();
