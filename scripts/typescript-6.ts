// This is loaded before dependency-cruiser, which needs the compiler's JavaScript interface. TypeScript 7 does not have one yet.
import { registerHooks } from "node:module";

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    nextResolve(specifier.replace(/^typescript(?=$|\/)/, "typescript-6"), context),
});
