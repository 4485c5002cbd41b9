import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { fileURLToPath } from "node:url";

/** A place in a module of a bundle, as a stack trace names it. */
const PLACE = /(file:\/\/\/[^\s()]+\.mjs):(\d+):(\d+)/g;

/**
 * Returns a stack trace that names the lines of the TypeScript in place of those of a bundle. Node does the same with source maps enabled, but then reads
 * the source map of every module that it loads. A place without a source map stays as it is.
 *
 * @see https://nodejs.org/api/module.html#class-modulesourcemap
 */
export const sourceStack = (stack: string): string =>
  stack.replace(PLACE, (place: string, module: string, line: string, column: string) => {
    const origin = originOf(module, Number(line), Number(column));
    return origin ?? place;
  });

function originOf(module: string, line: number, column: number): string | undefined {
  try {
    const map = new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(module)}.map`, "utf8")));
    const origin = map.findOrigin(line, column);
    if (!("fileName" in origin)) return undefined;
    return `${new URL(origin.fileName, module).href}:${origin.lineNumber}:${origin.columnNumber}`;
  } catch {
    return undefined;
  }
}
