import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import { BZIP2_BOMB, BZIP2_OF_NOTHING } from "@paperledger/core/compression/bzip2.fixture";

const MIB = 1024 * 1024;
const ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">';

/** Compresses each part on its own. Together, the parts are one gzip file. */
const gzipped = (parts: readonly string[]) =>
  Buffer.concat(parts.map((part) => gzipSync(part, { level: 1 })));

const times = (count: number, part: (nth: number) => string) =>
  Array.from({ length: count }, (_, n) => part(n));

const paper = (id: string, more: object = {}) =>
  `${JSON.stringify({ paper_id: id, title: "One", ...more })}\n`;

/** Returns a record of 390 KB. DynamoDB accepts its item, because the large member is not a field of a paper and so is stored only once. */
const largePaper = (nth: number) => paper(`demo:${nth}`, { notes: "0123456789".repeat(39_000) });

const aTextOf = (mebibytes: number) => [
  '{"paper_id":"demo:2","title":"',
  ...times(mebibytes, (n) => `${n}`.repeat(MIB).slice(0, MIB)),
];

const entry = (nth: number, title: string) =>
  `<entry><id>http://arxiv.org/abs/2401.${String(nth).padStart(5, "0")}v1</id><title>${title}</title></entry>\n`;

const laughs = times(9, (n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join("");

/** Files that need the most memory. For each: what it is, its number of records, and its content as it is uploaded. */
export const WORST_FILES: readonly (readonly [what: string, records: number, file: () => Buffer])[] = [
  [
    "100 rejects of 500 KB that become six times as long in JSON",
    101,
    () =>
      gzipped([
        paper("demo:1"),
        ...times(100, (nth) => `{"paper_id":"no id ${nth}","title":"${"\u0001".repeat(500_000)}"}\n`),
      ]),
  ],
  ["400 papers of 390 KB", 400, () => gzipped(times(400, largePaper))],
  [
    "a text of 160 MiB behind the largest window of zstd",
    1,
    () =>
      zstdCompressSync([paper("demo:1"), ...aTextOf(160)].join(""), {
        params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_windowLog]: 27 },
      }),
  ],
  ["a block of bzip2 that is 46 MB", 0, () => BZIP2_BOMB],
  ["4,000,000 empty zstd frames", 0, () => Buffer.alloc(36_000_000, zstdCompressSync(""))],
  [
    "1,000,000 zstd frames of one byte each",
    0,
    () => Buffer.concat([zstdCompressSync("{"), Buffer.alloc(10_000_000, zstdCompressSync("x"))]),
  ],
  ["2,000,000 empty members of gzip", 0, () => Buffer.alloc(40_000_000, gzipSync(""))],
  ["2,000,000 empty bzip2 streams", 0, () => Buffer.alloc(28_000_000, BZIP2_OF_NOTHING)],
  ["elements in elements, 2,000,000 deep", 0, () => gzipped([`${ATOM}<entry>`, "<a>".repeat(2_000_000)])],
  [
    "arrays in arrays, 8,000,000 deep",
    0,
    () => gzipped(['[{"paper_id":"demo:1","title":', "[".repeat(8 * MIB)]),
  ],
  [
    "40 records of arrays, 200,000 deep",
    40,
    () =>
      gzipped(
        times(
          40,
          (n) => `{"paper_id":"demo:${n}","title":"x","a":${"[".repeat(200_000)}${"]".repeat(200_000)}}\n`,
        ),
      ),
  ],
  ["a text of 64 MiB", 1, () => gzipped([paper("demo:1"), ...aTextOf(64)])],
  [
    "the name of an element of 64 MiB",
    0,
    () => gzipped([`${ATOM}<entry>`, "<a", ...times(64, () => "a".repeat(MIB))]),
  ],
  [
    "16 entries of 100,000 entities",
    16,
    () => gzipped([ATOM, ...times(16, (n) => entry(n, "&amp;".repeat(100_000)))]),
  ],
  [
    "16 entries of 100,000 entities of entities",
    16,
    () =>
      gzipped([
        `<!DOCTYPE feed [<!ENTITY l0 "lol">${laughs}]>${ATOM}`,
        ...times(16, (n) => entry(n, "&l9;".repeat(100_000))),
      ]),
  ],
  ["8 MiB of <", 0, () => gzipped([ATOM, "<".repeat(8 * MIB)])],
  ["8 MiB of <!", 0, () => gzipped([ATOM, "<!".repeat(4 * MIB)])],
];
