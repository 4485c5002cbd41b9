// Is loaded ahead of dependency-cruiser, which parses with the compiler's JavaScript interface. TypeScript 7 has none yet.
import { registerHooks } from "node:module";

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    nextResolve(specifier.replace(/^typescript(?=$|\/)/, "typescript-6"), context),
});
