import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from "node:zlib";
import type { CompressionName } from "@paperledger/core/compression/compression";

/** The first document, compressed with `bzip2 -1`. It is stored here, because node:zlib has no bzip2. */
const BZIP2_OF_FIRST_DOCUMENT = Buffer.from(
  "QlpoMTFBWSZTWWk0+qwAAJ1fgEAQeQP+368k9tq/59/gQAGnazaQSkJlPVNAZM01P1PUmntUekPUyMgzU9TanqBkmJSHlHtMlDyj1A0B" +
    "o0AANHqDmATACYAATAAEwABJJqmp6j9GpoZT1M1HpAepoAAANNMKMRJwBSCEyCe1tnq2xSHC6OLpjxUr+OR+9zzF+bK+9kloQNeHHOrH" +
    "BdIaQrasI5yUAv1IWtSg1MSoJoCHYB7lgwmXPuAVBlTODKbIDAqWXgFRDoqmB0sAp2IrGcaM0SYBFr/CGAFNfmZNvRebEQaK6yPrvajq" +
    "04lt1kaE7umTDwgdF+BXLXyYxiUN+Gd72m12LByjA0ewmEYpaYJbaX2buydq3ZSb4zxlV773nUrJUFbs1tGTKmk2crAo9O4LoicRw6mB" +
    "ecEua3ozEqFF6kKEd4OmLv8CaFEMJ+EIQIfIeahnnZQoGcabsXjUjHEu17pn+5HXetBSpKWbgotHiB/bBS0YgLCBmsuGyGGO5wio3iDN" +
    "mpRcneYYHEYWiN2I7iPIORbIHPKVgtylWxGdS4KiFSoQg57RgVv3kptXDCEszXbqgE5YThOE4E2qpFAq0ZY1mzSU0pigpR293e5G+/IY" +
    "PG0XnOQLWES/xdyRThQkGk0+qwA=",
  "base64",
);

/** Compresses a document with each compression, quickly. For bzip2 it always returns the same file, so only its bytes are mutated. */
export const COMPRESS: Readonly<Record<CompressionName | "none", (document: Buffer) => Buffer>> = {
  none: (document) => document,
  gzip: (document) => gzipSync(document, { level: 1 }),
  zstd: (document) => zstdCompressSync(document, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
  brotli: (document) => brotliCompressSync(document, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  bzip2: () => BZIP2_OF_FIRST_DOCUMENT,
};
