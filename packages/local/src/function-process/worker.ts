// The main program of a function's process. It enables Node's compile cache first, because only modules that are loaded later use it.
import { enableCompileCache, flushCompileCache, setSourceMapsSupport } from "node:module";

enableCompileCache();
// Stack traces name the lines of the TypeScript, also where this program is a bundle.
setSourceMapsSupport(true, { nodeModules: true });
await import("./answer-calls.ts");
// Writes the cache now: a signal ends this process, and then Node does not write it.
flushCompileCache();
