import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HandlerBundle } from "../../../../stacks/testing/bundle-handler.ts";

const CODE = 'import "node:http";\nexport const handler = async () => ({});\n';

/**
 * Writes a handler that does nothing into a folder. Its start takes only the time of Node and of AWS's runtime client. It also
 * loads `node:http`, which the SDK loads for the embedded AWS. For AWS's own endpoints the SDK does not load it, because they use
 * HTTPS.
 */
export async function emptyHandler(folder: string): Promise<HandlerBundle> {
  const file = join(folder, "bundle.mjs");
  await writeFile(file, CODE);
  return {
    folder,
    file,
    handler: "bundle.handler",
    sizeBytes: CODE.length,
    startBytes: CODE.length,
    importedFromOutside: [],
  };
}
