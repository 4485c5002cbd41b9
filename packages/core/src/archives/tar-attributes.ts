import type { Header } from "tar/header";
import { Pax } from "tar/pax";
import { BatchFileError } from "../batch-files/batch-file.ts";
import type { BlockReader } from "./block-reader.ts";

/** Attributes of the next entry that do not fit into its own header. */
export interface TarAttributes {
  readonly name?: string;
  readonly sizeBytes?: number;
  /** True for a sparse file: the entry holds a map, and only those parts of the file that are not all zeros. */
  readonly isSparse?: boolean;
}

/** Headers that describe the next entry, or all following entries. They are not entries themselves. */
const TYPES = new Set([
  "ExtendedHeader",
  "OldExtendedHeader",
  "GlobalExtendedHeader",
  "NextFileHasLongPath",
  "OldGnuLongPath",
  "NextFileHasLongLinkpath",
]);

export const describesNextEntry = ({ type }: Header): boolean => TYPES.has(type);

const MAX_BYTES = 1_048_576;

/**
 * Reads the attributes that follow such a header. The attributes of a global header are ignored, because they cannot name an
 * entry.
 *
 * @throws BatchFileError `malformed` if there are more than 1 MiB of attributes
 */
export async function takeAttributes(
  reader: BlockReader,
  { type, size: sizeBytes = 0 }: Header,
): Promise<TarAttributes> {
  if (sizeBytes > MAX_BYTES)
    throw reader.fail(
      new BatchFileError(
        "malformed",
        `the header before byte ${reader.byteOffset} of the archive announces ${sizeBytes} bytes of attributes, more than ${MAX_BYTES}: the archive cannot be read further`,
      ),
    );
  const text = (await reader.take(sizeBytes)).toString("utf8");
  switch (type) {
    case "NextFileHasLongPath":
    case "OldGnuLongPath":
      return { name: text.replace(/\0[\s\S]*/, "") };
    case "ExtendedHeader":
    case "OldExtendedHeader":
      return ofPax(text);
    default:
      return {};
  }
}

/** @see https://www.gnu.org/software/tar/manual/html_node/Sparse-Formats.html */
function ofPax(text: string): TarAttributes {
  const { path, size } = Pax.parse(text);
  const name = /^\d+ GNU\.sparse\.name=(.*)$/m.exec(text)?.[1] ?? path;
  return {
    ...(name !== undefined && { name }),
    ...(Number.isSafeInteger(size) && { sizeBytes: Number(size) }),
    ...(/^\d+ GNU\.sparse\./m.test(text) && { isSparse: true }),
  };
}
