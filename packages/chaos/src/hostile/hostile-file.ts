import fc from "fast-check";
import { COMPRESS } from "./compressions.ts";
import { DOCUMENTS } from "./documents.ts";
import { TOKENS } from "./tokens.ts";

const LAUGHS = `<!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from(
  { length: 9 },
  (_, n) => `<!ENTITY lol${n} "${`&lol${n === 0 ? "" : n - 1};`.repeat(10)}">`,
).join("")}]>`;

const NOT_UTF8 = [[0xff], [0xc3], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc0, 0x80]];

/** About the number of bytes that are examined to recognise a file's format. */
const LONG_RUN_BYTES = 60_000;

const MUTATIONS = {
  "flip a bit": (bytes, { at, times }) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ (1 << (times % 8));
    return copy;
  },
  cut: (bytes, { at, to }) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]),
  "cut the end off": (bytes, { at }) => bytes.subarray(0, at),
  repeat: (bytes, { at, to, times }) => {
    const part = bytes.subarray(at, to);
    return Buffer.concat([bytes.subarray(0, to), ...Array<Buffer>(times).fill(part), bytes.subarray(to)]);
  },
  insert: (bytes, { at, token }) => insert(bytes, at, token),
  "insert many": (bytes, { at, token, times }) => insert(bytes, at, token.repeat(times * times)),
  "insert a long run": (bytes, { at, token }) =>
    insert(bytes, at, token.repeat(Math.ceil(LONG_RUN_BYTES / token.length))),
  nest: (bytes, { at, to, times }) =>
    around(bytes, at, to, "<a>".repeat(times * 10), "</a>".repeat(times * 10)),
  "nest brackets": (bytes, { at, to, times }) =>
    around(bytes, at, to, '[{"a":'.repeat(times * 10), "}]".repeat(times * 10)),
  "wrap in CDATA": (bytes, { at, to }) => around(bytes, at, to, "<![CDATA[", "]]>"),
  "wrap in a comment": (bytes, { at, to }) => around(bytes, at, to, "<!--", "-->"),
  "not UTF-8": (bytes, { at, times }) =>
    insert(bytes, at, Buffer.from(NOT_UTF8[times % NOT_UTF8.length] ?? [])),
  "another encoding": (bytes) => Buffer.from(bytes.toString(), "utf16le"),
  "prefix every element": (bytes) => replaced(bytes, /<(\/?)([a-zA-Z])/g, "<$1atom:$2"),
  "declare the prefix at the root": (bytes) =>
    replaced(bytes, /<(\w+)( |>)/, '<$1 xmlns:atom="http://www.w3.org/2005/Atom"$2'),
  "rename to __proto__": (bytes) => replaced(bytes, /\b(title|authors?|id|abstract|source)\b/g, "__proto__"),
  "double every key": (bytes) => replaced(bytes, /("\w+":"[^"]*")/g, "$1,$1"),
  "double every element": (bytes) => replaced(bytes, /(<(\w+)>[^<]*<\/\2>)/g, "$1$1"),
  "an entity bomb": (bytes, { token }) =>
    replaced(insert(bytes, bytes.indexOf("?>") + 2, LAUGHS), /title>/, `title>${token}&lol8;`),
  "a DTD in an entry": (bytes) => replaced(bytes, /<entry>|<record>|<PubmedArticle>/, `$&${LAUGHS}`),
  "huge numbers": (bytes) => replaced(bytes, /\d{4}/g, "99999999999999999999"),
  "another file after it": (bytes, { times }) =>
    Buffer.concat([bytes, Buffer.from(DOCUMENTS[times % DOCUMENTS.length] ?? "")]),
} satisfies Record<string, Mutate>;

type Mutate = (bytes: Buffer, how: How) => Buffer;

interface How {
  readonly at: number;
  readonly to: number;
  readonly times: number;
  readonly token: string;
}

const insert = (bytes: Buffer, at: number, what: string | Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), Buffer.from(what), bytes.subarray(at)]);

const around = (bytes: Buffer, at: number, to: number, before: string, after: string): Buffer =>
  insert(insert(bytes, to, after), at, before);

const replaced = (bytes: Buffer, pattern: RegExp, by: string): Buffer =>
  Buffer.from(bytes.toString().replace(pattern, by));

const KINDS = Object.keys(MUTATIONS) as (keyof typeof MUTATIONS)[];

const mutation = fc.record({
  kind: fc.constantFrom(...KINDS),
  /** The place and the length of the mutation, as shares of the file. */
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(
    { weight: 3, arbitrary: fc.double({ min: 0, max: 0.05, noNaN: true }) },
    { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  ),
  times: fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 1, max: 12 }) },
    { weight: 1, arbitrary: fc.integer({ min: 100, max: 700 }) },
  ),
  token: fc.constantFrom(...TOKENS),
});

type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

function mutate(bytes: Buffer, { kind, place, length, times, token }: Mutation): Buffer {
  const at = Math.floor(place * bytes.length);
  const to = Math.min(bytes.length, at + Math.ceil(length * bytes.length));
  const change: Mutate = MUTATIONS[kind];
  const mutated = change(bytes, { at, to, times, token });
  return mutated.length > MAX_BYTES ? mutated.subarray(0, MAX_BYTES) : mutated;
}

const MAX_BYTES = 4 * 1024 * 1024;

export interface HostileFile {
  /** The content as it is uploaded. */
  readonly content: Buffer;
  /** The size of the chunks in which it is read. */
  readonly chunkBytes: number;
  /** How the file was made. It is printed if a test fails. */
  readonly story: unknown;
}

const COMPRESSIONS = Object.entries(COMPRESS);

/** Arbitrary files that are made from valid ones: some mutations of the text, then a compression or none, then some mutations of the bytes. */
export const hostileFile: fc.Arbitrary<HostileFile> = fc
  .record({
    document: fc.nat({ max: DOCUMENTS.length - 1 }),
    ofText: fc.array(mutation, { maxLength: 4 }),
    compression: fc.constantFrom(...COMPRESSIONS),
    ofCompressed: fc.oneof(
      { weight: 3, arbitrary: fc.constant<Mutation[]>([]) },
      { weight: 1, arbitrary: fc.array(mutation, { minLength: 1, maxLength: 2 }) },
    ),
    chunkBytes: fc.constantFrom(1_000_000, 65_536, 4_096, 100),
  })
  .map(({ document, ofText, compression: [compression, compress], ofCompressed, chunkBytes }) => {
    const text = ofText.reduce<Buffer>(mutate, Buffer.from(DOCUMENTS[document] ?? ""));
    const content = ofCompressed.reduce<Buffer>(mutate, compress(text));
    return { content, chunkBytes, story: { document, ofText, compression, ofCompressed, chunkBytes } };
  });
