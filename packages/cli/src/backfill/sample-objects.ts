import type { SourceTextEncoding } from "@paperledger/aws/papers/encode-source-text";
import { formats } from "@paperledger/functions/processor/formats";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { BackfillObject } from "./backfill-object.ts";
import { type Sample, sampleObject } from "./sample-object.ts";

/** Samples objects side by side. Prints the name of each object that cannot be read to its end, and the reason. */
export async function sampleObjects(
  objects: readonly BackfillObject[],
  encoding: SourceTextEncoding,
  { printError }: Pick<Terminal, "printError">,
): Promise<readonly Sample[]> {
  return Promise.all(
    objects.map(async (object) => {
      const sample = await sampleObject(object, formats, encoding);
      if (sample.problem !== null)
        printError(`${escapeForTerminal(object.name)} cannot be read: ${escapeForTerminal(sample.problem)}`);
      return sample;
    }),
  );
}
