import { FileHead } from "../formats/file-head.ts";
import type { Format } from "../formats/format.ts";
import { FORMATS, formatNamed } from "../formats/formats.ts";
import { LINES } from "../formats/frames.ts";
import { recognise } from "../formats/recognise.ts";

/** The number of a file's first characters that are enough to recognise its format. */
const HEAD_CHARACTERS = 65_536;

export interface AssembledRejects {
  readonly content: string;
  /** The indexes of the records that cannot be put into such a file. */
  readonly leftOut: readonly number[];
}

/** Thrown if records of a format cannot be put together into a file that is recognised as this format. */
export class AssemblyError extends Error {
  override readonly name = "AssemblyError";

  constructor(format: string) {
    super(
      `records of the format ${format} cannot be put together into a file that is recognised as ${format}: correct them in their batch file, and ingest that file again`,
    );
  }
}

/**
 * Puts the source texts of records together into a batch file of their format. If the format has no frame, each record becomes a
 * line.
 *
 * @throws AssemblyError if the file would be recognised as another format, or as none
 */
export function assembleRejects(
  format: string,
  records: readonly string[],
  formats: readonly Format[] = FORMATS,
): AssembledRejects {
  const { head, between, tail, record, readAs = format } = formatNamed(format, formats)?.frame ?? LINES;
  const placed = records.map(record);
  const present = placed.filter((text) => text !== undefined);
  const content = `${head}${present.join(between)}${tail}`;
  const recognised = recognise(new FileHead(content.slice(0, HEAD_CHARACTERS)), formats);
  const reader = recognised.kind === "format" ? recognised.format.name : undefined;
  if (present.length > 0 && reader !== readAs) throw new AssemblyError(format);
  return { content, leftOut: placed.flatMap((text, index) => (text === undefined ? [index] : [])) };
}
