import { fileURLToPath } from "node:url";
import { builtBundle } from "@paperledger/local/bundle/built-bundle";

/**
 * Returns the path of a program of this package as a bundle. A crash test starts a child for each crash, and a child that loads hundreds
 * of source files takes several times as long to start.
 *
 * @param name the name of the program, which names its bundle
 */
export async function childProgram(name: string, source: URL): Promise<string> {
  const { moduleOf } = await builtBundle({ name, entryPoints: [source], external: [] });
  return fileURLToPath(moduleOf(source));
}
