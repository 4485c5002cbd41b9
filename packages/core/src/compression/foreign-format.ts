/** What compressed files and containers of other kinds begin with, in hexadecimal. */
const MAGIC = {
  zip: "504b0304",
  xz: "fd377a585a00",
  "7z": "377abcaf271c",
  lz4: "04224d18",
  snappy: "ff060000734e61507059",
  parquet: "50415231",
};

/** The name of the format that a file with this beginning is in, of those that people have and that are not read here. */
export const foreignFormatOf = (head: Buffer): string | undefined =>
  Object.entries(MAGIC).find(([, magic]) => head.toString("hex", 0, magic.length / 2) === magic)?.[0];
