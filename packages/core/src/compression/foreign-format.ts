/** A common file format that is not read. */
export interface ForeignFormat {
  readonly name: string;
  /** The advice for the file. */
  readonly advice: string;
}

const UNPACK = "unpack it, and give the files in it, plain or compressed with gzip or zstd";
const EXPORT = "export it as JSON lines";

/** The formats by the first bytes of their files, in hexadecimal. Longer beginnings come first. */
const FOREIGN: readonly (readonly [magic: string, name: string, advice: string])[] = [
  ["ff060000734e61507059", "snappy", UNPACK],
  ["d0cf11e0a1b11ae1", "an Office document", EXPORT],
  ["894844460d0a1a0a", "HDF5", EXPORT],
  ["53514c69746520666f726d6174", "an SQLite database", EXPORT],
  ["fd377a585a00", "xz", UNPACK],
  ["377abcaf271c", "7z", UNPACK],
  ["526172211a07", "rar", UNPACK],
  ["4152524f5731", "Arrow", EXPORT],
  ["504b0304", "zip", UNPACK],
  ["04224d18", "lz4", UNPACK],
  ["50415231", "parquet", `${EXPORT}, such as with DuckDB: COPY (FROM 'a.parquet') TO 'a.json'`],
  ["4f626a01", "Avro", EXPORT],
  ["25504446", "a PDF", "give the metadata of papers, not the papers"],
  ["4f5243", "ORC", EXPORT],
  ["1f9d", "compress (.Z)", UNPACK],
];

/** Returns the foreign format of a file with this beginning. Returns undefined if it is not in the list. */
export function foreignFormatOf(head: Buffer): ForeignFormat | undefined {
  const [, name, advice] =
    FOREIGN.find(([magic]) => head.toString("hex", 0, magic.length / 2) === magic) ?? [];
  return name === undefined || advice === undefined ? undefined : { name, advice };
}
