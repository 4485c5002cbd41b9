import { peek } from "../../compression/peek.ts";
import type { Format } from "../format.ts";
import { HEAD_BYTES } from "../head-bytes.ts";
import { decodeHead } from "./decode-utf8.ts";
import { splitJsonValues } from "./split-json-values.ts";
import { splitLines } from "./split-lines.ts";

/**
 * Makes the `split` of a format that files come in laid out in more than one way.
 *
 * @param choose the `split` for a file that begins like this: up to 64 KiB of text, with no BOM. A BatchFileError that it
 * throws is that of the file
 */
export const splitByHead = (choose: (head: string) => Format["split"]): Format["split"] =>
  async function* (file, context) {
    const { head, content } = await peek(file, HEAD_BYTES);
    yield* choose(decodeHead(head, HEAD_BYTES))(content, context);
  };

/**
 * The `split` of JSON objects for a file that begins like this: one a line, which keeps a broken one from harming the next;
 * or in an array, or laid out over lines.
 */
export const splitJsonObjects = (head: string): Format["split"] =>
  /^\s*(?:\[|\{[ \t]*\r?\n)/.test(head) ? splitJsonValues : splitLines;
