import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collect, inChunks } from "../fixtures/byte-streams.ts";
import { CONTEXT } from "../fixtures/contexts.ts";
import { splitXmlElements } from "./split-xml-elements.ts";

const splitEntries = splitXmlElements({ elements: ["entry"] });

const split = (file: Buffer | string, maxRecordBytes = 1_000, ...sizes: readonly number[]) =>
  collect(splitEntries(inChunks(file, ...sizes), { ...CONTEXT, maxRecordBytes }));

/** Returns the records' texts, and checks that they are the same for every chunk size. */
async function texts(file: string): Promise<readonly string[]> {
  const whole = await split(file);
  if (whole.error) throw whole.error;
  for (let size = 1; size < 20; size++) expect(await split(file, 1_000, size)).toEqual(whole);
  return whole.items.map(({ text }) => text);
}

describe("each element of the name is a record", () => {
  test.each<[string, string, string[]]>([
    ["plain", "<feed><entry>a</entry> <entry>b</entry></feed>", ["<entry>a</entry>", "<entry>b</entry>"]],
    [
      "with attributes",
      `<feed><entry xml:lang="en"\n a='1'>a</entry\n></feed>`,
      [`<entry xml:lang="en"\n a='1'>a</entry\n>`],
    ],
    [
      "with > in an attribute",
      `<feed a=">"><entry a="x>y" b='/>"'>a</entry></feed>`,
      [`<entry a="x>y" b='/>"'>a</entry>`],
    ],
    [
      "with the end of an empty element in quotes",
      `<feed><entry a="/>">a<x b='/>'>b</x>c</entry></feed>`,
      [`<entry a="/>">a<x b='/>'>b</x>c</entry>`],
    ],
    [
      "with markup in a quotation of the document type",
      `<!DOCTYPE feed SYSTEM "a><entry>no</entry>" [<!ENTITY e ']><entry>no</entry>'>]><feed><entry>a</entry></feed>`,
      ["<entry>a</entry>"],
    ],
    [
      "with the beginning of a comment in quotes",
      `<feed><entry a="><!--">a</entry><entry>b</entry></feed>`,
      [`<entry a="><!--">a</entry>`, "<entry>b</entry>"],
    ],
    ["with a prefix", "<a:feed><a:entry>a</a:entry></a:feed>", ["<a:entry>a</a:entry>"]],
    [
      "empty",
      `<feed><entry/><entry a="/"/><entry >b</entry ></feed>`,
      ["<entry/>", `<entry a="/"/>`, "<entry >b</entry >"],
    ],
    ["deep in the document", "<feed><list><entry>a</entry></list></feed>", ["<entry>a</entry>"]],
    ["the document itself", "<entry>a</entry>", ["<entry>a</entry>"]],
    [
      "of several documents",
      "<feed><entry>a</entry></feed>\n<?xml version='1.0'?><feed><entry>b</entry></feed>",
      ["<entry>a</entry>", "<entry>b</entry>"],
    ],
    [
      "in a root within which is another of its name",
      "<feed><feed/><feed></feed><entry>a</entry></feed>",
      ["<entry>a</entry>"],
    ],
    ["after a byte order mark", "\uFEFF<feed><entry>a</entry></feed>", ["<entry>a</entry>"]],
    [
      "among junk",
      "<feed>\0 < <1> <> </ entry> & <entry>\0 < <1> & </></entry>\u0001</feed>",
      ["<entry>\0 < <1> & </></entry>"],
    ],
  ])("%s", async (_, file, expected) => {
    expect(await texts(file)).toEqual(expected);
  });

  test("of any of the names, in file order", async () => {
    const splitBoth = splitXmlElements({ elements: ["PubmedArticle", "DeleteCitation"] });
    const file =
      "<Set><PubmedArticle>a</PubmedArticle><DeleteCitation>b</DeleteCitation><PubmedArticle/></Set>";
    const { items } = await collect(splitBoth(inChunks(file), CONTEXT));
    expect(items.map(({ text }) => text)).toEqual([
      "<PubmedArticle>a</PubmedArticle>",
      "<DeleteCitation>b</DeleteCitation>",
      "<PubmedArticle/>",
    ]);
  });

  test.each(["<feed></feed>", "<feed/>", "<?xml version='1.0'?><!-- none --><feed>text</feed>\n"])(
    "none in %j",
    async (file) => {
      expect(await texts(file)).toEqual([]);
    },
  );

  test("with its number and its offset in bytes", async () => {
    expect((await split("\uFEFF<feed>é<entry>é</entry>\n<entry/></feed>")).items).toEqual([
      { number: 1, byteOffset: 11, endByteOffset: 28, text: "<entry>é</entry>" },
      { number: 2, byteOffset: 29, endByteOffset: 37, text: "<entry/>" },
    ]);
  });
});

test("an element that is a record only inside another element is not a record elsewhere", async () => {
  const splitDeletions = splitXmlElements({
    elements: ["article", "id"],
    roots: ["set", "deleted"],
    parts: ["deleted"],
    onlyIn: { id: "deleted" },
  });
  const file =
    "<set><id>no</id><article>a</article><deleted><id>b</id><id>c</id></deleted><id>no</id></set><id>no</id><x><id>no</id></x><deleted><id>d</id></deleted>";
  for (const size of [1, 3, 1_000]) {
    const { items, error } = await collect(splitDeletions(inChunks(file, size), CONTEXT));
    expect(error).toBeUndefined();
    expect(items.map(({ text, problem }) => [text, problem?.reason])).toEqual([
      ["<article>a</article>", undefined],
      ["<id>b</id>", undefined],
      ["<id>c</id>", undefined],
      ["<id>no</id>", "not-a-paper"],
      ["<x><id>no</id></x>", "not-a-paper"],
      ["<id>d</id>", undefined],
    ]);
  }
});

test("a record may hold records, as its source says", async () => {
  const splitNested = splitXmlElements({
    elements: ["entry", "article"],
    roots: ["article"],
    mayHold: { entry: ["entry", "article"] },
  });
  const entries = ["<entry>a<entry b='/>'>b<entry/></entry><article/>c</entry>", "<entry>d</entry>"];
  const cut = "<article><x><!-- </x>";
  for (const size of [1, 3, 1_000]) {
    const file = `<feed>${entries.join("")}${cut}${entries[1]}</feed>`;
    const { items, error } = await collect(splitNested(inChunks(file, size), CONTEXT));
    expect(error).toBeUndefined();
    expect(items.map(({ text, problem }) => [text, problem?.reason])).toEqual([
      [entries[0], undefined],
      [entries[1], undefined],
      [cut, "malformed"],
      [entries[1], undefined],
    ]);
  }
});

test("a record's name may be of one letter", async () => {
  const splitLetters = splitXmlElements({ elements: ["r"] });
  const records = ["<r><!--></r>--></r>", "<r><![CDATA[</r>]]></r>", "<r><rr></rr></r>"];
  for (let size = 1; size < 20; size++) {
    const { items } = await collect(splitLetters(inChunks(`<x>${records.join("")}</x>`, size), CONTEXT));
    expect(items.map(({ text }) => text)).toEqual(records);
  }
});

describe("a name that only begins with a record's name is another name", () => {
  test.each<[string, string, string[]]>([
    ["outside", "<feed><entryset><entry>a</entry></entryset><entry-x/></feed>", ["<entry>a</entry>"]],
    [
      "inside",
      "<feed><entry><entryset></entryset></entryx></entry></feed>",
      ["<entry><entryset></entryset></entryx></entry>"],
    ],
    [
      "by their prefix",
      "<feed><entry><a:entry></a:entry><a:entry></entry></feed>",
      ["<entry><a:entry></a:entry><a:entry></entry>"],
    ],
  ])("%s", async (_, file, expected) => {
    expect(await texts(file)).toEqual(expected);
  });
});

describe("markup is skipped", () => {
  test.each<[string, string]>([
    ["in a comment", "<!-- <entry>no</entry> -- > -->"],
    ["in an empty comment", "<!----><!-- -->"],
    ["in CDATA", "<x><![CDATA[<entry>no</entry> <!-- ]] > ]]></x>"],
    ["in a processing instruction", "<?x <entry>no</entry> > ?>"],
    ["in several of these", "<!-- <![CDATA[ --><![CDATA[ <!-- ]]><?x --> ?>"],
  ])("%s, outside of records and within", async (_, hidden) => {
    const record = `<entry>a${hidden.replaceAll("<entry>", "</entry>")}${hidden}b</entry>`;
    expect(await texts(`<feed>${hidden}${record}${hidden}</feed>`)).toEqual([record]);
  });

  test.each([
    "<!-- <entry>no</entry> -- > -->",
    "<?x <entry>no</entry> > ?>",
    "<?xml version='1.0'?>",
    "<!DOCTYPE feed>",
    "\uFEFF",
    "\n \r\n\t",
  ])("before, between and behind documents: %j", async (hidden) => {
    const documents = ["<entry>a</entry>", "<entry>b</entry>"].map((entry) => `<feed>${entry}</feed>`);
    expect(await texts(`${hidden}${documents.join(hidden)}${hidden}`)).toEqual([
      "<entry>a</entry>",
      "<entry>b</entry>",
    ]);
  });

  test.each([
    `<!DOCTYPE feed PUBLIC "-//x//<entry>//EN" 'http://x/y.dtd'>`,
    `<!DOCTYPE feed [ <!ENTITY a "<entry>no</entry>]>"> <!-- don't <entry> ]> --> <?x don't ]> ?> ]>`,
    "<!DOCTYPE feed>",
  ])("in the document type %j", async (documentType) => {
    expect(await texts(`${documentType}<feed><entry>a</entry></feed>`)).toEqual(["<entry>a</entry>"]);
  });
});

describe("if another record begins, the open record is cut off, and the next records are whole", () => {
  const good = ["<entry>c</entry>", "<entry><![CDATA[d]]><!-- d --></entry>"];

  test.each([
    "<entry>b",
    '<entry>b<x y="',
    '<entry y="',
    "<entry",
    "<entry>b</entr",
    "<entry>b</entry",
    "<entry>b<!-- ",
    "<entry>b<![CDATA[ ",
    "<entry>b<?x ",
    "<entry>b<!-- <?xml ",
  ])("%s", async (cut) => {
    for (const [begin, end] of [
      ["<feed><entry>a</entry>", "</feed>"],
      ["<feed><entry>a</entry></feed>", ""],
      ["<feed>", "</feed>"],
    ]) {
      const file = `${begin}${cut}\n${good.join("\n")}${end}`;
      expect(await texts(file)).toEqual([...(begin?.match(/<entry>a<.entry>/) ?? []), cut.trim(), ...good]);
    }
  });

  test("as a record with a problem", async () => {
    expect((await split("<feed><entry>b\n<entry>c</entry></feed>")).items).toMatchObject([
      {
        text: "<entry>b",
        problem: { reason: "malformed", message: expect.stringContaining("record or document begins") },
      },
      { text: "<entry>c</entry>" },
    ]);
  });

  test.each([
    `<entry><!-- see <entry>q</entry> --></entry>`,
    `<entry><![CDATA[ see <entry>q</entry> and <!-- <entry> ]]></entry>`,
  ])("but not by one inside a comment or CDATA: %s", async (record) => {
    expect(await texts(`<feed>${record}${record}</feed>`)).toEqual([record, record]);
  });

  test("and in an element that holds a list of them too", async () => {
    const splitDeletions = splitXmlElements({
      elements: ["id"],
      roots: ["set", "deleted"],
      parts: ["deleted"],
      onlyIn: { id: "deleted" },
    });
    for (const size of [1, 1_000]) {
      const file = "<set><deleted><id>1\n<id>2</id><id>3</id></deleted></set>";
      const { items, error } = await collect(splitDeletions(inChunks(file, size), CONTEXT));
      expect(error).toBeUndefined();
      expect(items.map(({ text }) => text)).toEqual(["<id>1", "<id>2</id>", "<id>3</id>"]);
    }
  });
});

test("a record that is not well-formed does not affect the next record", async () => {
  const bad = `<entry><a href="><b></entry>`;
  expect(await texts(`<feed>${bad}<entry>b</entry></feed>`)).toEqual([bad, "<entry>b</entry>"]);
});

/** Reads a text after `<feed><entry>a</entry></feed>`, and checks that the result is the same for every chunk size. */
async function behindDocument(file: string, maxRecordBytes = 1_000) {
  const whole = await split(`<feed><entry>a</entry></feed>${file}`, maxRecordBytes);
  for (const size of [1, 2, 3, 5, 7, 64, 512])
    expect(await split(`<feed><entry>a</entry></feed>${file}`, maxRecordBytes, size)).toEqual(whole);
  return whole.items.slice(1).map(({ text, problem }) => ({ text, reason: problem?.reason }));
}

const stray = (text: string) => ({ text, reason: "not-a-paper" });

describe("text after a document that does not begin another document is a record without a paper", () => {
  test.each([
    ["text", "Rate exceeded."],
    ["lines of JSON", '{"paper_id":"arxiv:1","title":"a < b"}\n{"paper_id":"arxiv:2","title":"<i>c</i>"}'],
    ["a page of HTML", "<html><br><p>Too many requests</html>"],
    ["a document of another format", "<PubmedArticleSet><PubmedArticle>1</PubmedArticle></PubmedArticleSet>"],
    ["CDATA", "<![CDATA[ <!-- ]]>"],
    ["a comment that never ends within text", "a <!-- b"],
    ["an element whose name only begins like the root's", "<feeds></feeds>"],
    ["the beginning of the root's name", "<fee"],
    ["an unfinished end tag", "</feed"],
    ["junk", "<>&\0 é < /feed>"],
  ])("%s", async (_, text) => {
    expect(await behindDocument(`\n${text}\n`)).toEqual([stray(text)]);
  });

  test.each([
    ["a further document", "junk <feed><entry>b</entry></feed>", ["junk", "<entry>b</entry>"]],
    [
      "one whose root has another prefix",
      "junk <b:feed><entry>b</entry></b:feed>",
      ["junk", "<entry>b</entry>"],
    ],
    ["an empty one", "junk <feed/>", ["junk"]],
    ["an XML declaration", "<html></html>\n<?xml version='1.0'?><rss/>", ["<html></html>", "<rss/>"]],
    ["a document within it", "<p><feed><entry>b</entry></feed></p> x", ["<p>", "<entry>b</entry>", "x"]],
    ["a record without a root", "junk <entry>b</entry> x", ["junk", "<entry>b</entry>", "x"]],
    ["its own end, if it is a document", "<rss><item/></rss> x", ["<rss><item/></rss>", "x"]],
  ])("up to %s", async (_, file, expected) => {
    expect((await behindDocument(file)).map(({ text }) => text)).toEqual(expected);
  });

  test("with its offset in bytes, and with what was expected", async () => {
    const { items } = await split("<feed>é</feed>\n Rate exceeded.\n<feed/>");
    expect(items).toEqual([
      {
        number: 1,
        byteOffset: 17,
        endByteOffset: 31,
        text: "Rate exceeded.",
        problem: { reason: "not-a-paper", message: expect.stringContaining("<feed>") },
      },
    ]);
  });

  test("with its text however near it comes to the limit, and with any chunks", async () => {
    for (let length = 950; length <= 1_000; length += 7) {
      const text = `Rate ${"x".repeat(length - 5)}`;
      const file = `<feed/>${text}<feed><entry>e</entry></feed><!--${" ".repeat(2_000)}-->`;
      for (const size of [1, 97, 512, 1_100, file.length])
        expect((await split(file, 1_000, size)).items.map((item) => item.text)).toEqual([
          text,
          "<entry>e</entry>",
        ]);
    }
  });

  test("and too large if it is over the limit, and the next document is read", async () => {
    const large = `<html>${"<p>x</p>".repeat(5_000)}</html>`;
    expect(await behindDocument(`${large}<feed><entry>b</entry></feed>`)).toEqual([
      { text: large.slice(0, 1_000), reason: "too-large" },
      { text: "<entry>b</entry>", reason: undefined },
    ]);
  });

  test("but an end tag that nothing began holds none", async () => {
    expect(await behindDocument("</feed> </html\n>")).toEqual([]);
  });
});

describe("a further document may begin with", () => {
  const splitLists = splitXmlElements({ elements: ["entry"], roots: ["list"] });

  test.each([
    ["a root of the format", "<feed><entry>a</entry></feed> <list><entry>b</entry></list>"],
    [
      "the root of the first document, which may be another one",
      "<x><entry>a</entry></x> <x><entry>b</entry></x>",
    ],
    ["a record if the first document is a record", "<entry>a</entry> <entry>b</entry>"],
    ["any root around records", "<list><entry>a</entry></list> <x><y>z</y><entry>b</entry></x>"],
    ["a record without a root", "<list><entry>a</entry></list> <entry>b</entry>"],
  ])("%s", async (_, file) => {
    const { items } = await collect(splitLists(inChunks(file), CONTEXT));
    expect(items).toMatchObject([{ text: "<entry>a</entry>" }, { text: "<entry>b</entry>" }]);
    expect(items.every(({ problem }) => problem === undefined)).toBe(true);
  });
});

test("all other content of a document is legal, and is skipped", async () => {
  const beside = "text <title>x</title><html><p>y</p></html><PubmedArticleSet/>";
  expect(await texts(`<feed>${beside}<entry>a</entry>${beside}</feed>`)).toEqual(["<entry>a</entry>"]);
});

describe("if another document begins, the open record is cut off", () => {
  const splitFeeds = splitXmlElements({ elements: ["entry", "article"], roots: ["feed", "article"] });
  const good = (text: string) => `<feed><entry>${text}</entry></feed>`;
  const declared = `<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE feed>\n${good("c")}`;

  test.each<[string, string, string[]]>([
    ["in a record", "<feed><entry>a</entry><entry>b", ["<entry>a</entry>", "<entry>b"]],
    ["in a tag within a record", '<feed><entry>b<x y="', ['<entry>b<x y="']],
    ["in a record's start tag", '<feed><entry y="', ['<entry y="']],
    ["in a comment", "<feed><entry>b<!-- ", ["<entry>b<!--"]],
    ["in CDATA", "<feed><entry>b<![CDATA[ ", ["<entry>b<![CDATA["]],
    ["in a processing instruction", "<feed><entry>b<?x ", ["<entry>b<?x"]],
    ["between records", "<feed><entry>a</entry>\n", ["<entry>a</entry>", ""]],
    ["in an element beside records", "<feed><entry>a</entry><title>x", ["<entry>a</entry>", "<title>x"]],
    ["before its records", "<feed><title>x", ["<feed><title>x"]],
    [
      "by a page of HTML",
      "<feed><entry>b\n<html><h1>504</h1></html>",
      ["<entry>b\n<html><h1>504</h1></html>"],
    ],
    ["by HTML between records", "<feed><entry>a</entry><html>504", ["<entry>a</entry>", "<html>504"]],
  ])("%s, and the next record is whole", async (_, file, expected) => {
    for (const size of [1, 2, 3, 7, 1_000]) {
      const { items, error } = await collect(splitFeeds(inChunks(`${file}\n${declared}`, size), CONTEXT));
      expect(error).toBeUndefined();
      expect(items.map(({ text }) => text)).toEqual([...expected, "<entry>c</entry>"]);
      expect(items.filter(({ problem }) => problem)).toMatchObject([
        {
          problem: {
            reason: "malformed",
            message: expect.stringMatching(/another (record or )?document begins/),
          },
        },
      ]);
    }
  });

  test.each([
    ["CDATA", "<![CDATA[", "]]>"],
    ["a comment", "<!--", "-->"],
  ])("but not by a document inside %s, within a record or outside", async (_, begin, end) => {
    const quoted = `${begin} see <?xml version="1.0"?><feed><entry>q</entry></feed> and more ${end}`;
    const file = `<feed><entry>a ${quoted}</entry><x>${quoted}</x><entry>b</entry></feed>`;
    for (const size of [1, 2, 7, 1_000]) {
      const { items, error } = await collect(splitFeeds(inChunks(file, size), CONTEXT));
      expect(error).toBeUndefined();
      expect(items).toMatchObject([{ text: `<entry>a ${quoted}</entry>` }, { text: "<entry>b</entry>" }]);
      expect(items.every(({ problem }) => problem === undefined)).toBe(true);
    }
  });

  test("in CDATA that is cut off, where a later document has CDATA too", async () => {
    const file = `<feed><entry>b<![CDATA[ x\n<?xml version="1.0"?>${good("<![CDATA[c]]>")}`;
    for (const size of [1, 7, 1_000]) {
      const { items, error } = await collect(splitFeeds(inChunks(file, size), CONTEXT));
      expect(error).toBeUndefined();
      expect(items.map(({ text }) => text)).toEqual(["<entry>b<![CDATA[ x", "<entry><![CDATA[c]]></entry>"]);
    }
  });

  test.each([
    ["a root", "<feed><entry>b", `${good("c")}`, ["<entry>b", "<entry>c</entry>"]],
    ["a record that is a root", "<article>b", "<article>c</article>", ["<article>b", "<article>c</article>"]],
  ])("by the start tag of %s alone", async (_, cut, next, expected) => {
    const { items, error } = await collect(splitFeeds(inChunks(`${cut}\n${next}`), CONTEXT));
    expect(error).toBeUndefined();
    expect(items.map(({ text }) => text)).toEqual(expected);
  });

  test.each([
    ["a document of another source", "<rss><item>b"],
    ["a tag of one", '<rss><item a="'],
  ])("by a root that stands in no other one: %s", async (_, cut) => {
    for (const size of [1, 3, 1_000]) {
      const file = `${good("a")}\n${cut}\n${good("c")}`;
      const { items, error } = await collect(splitFeeds(inChunks(file, size), CONTEXT));
      expect(error).toBeUndefined();
      expect(items.map(({ text }) => text)).toEqual(["<entry>a</entry>", cut, "<entry>c</entry>"]);
      expect(items[1]?.problem?.reason).toBe("not-a-paper");
    }
  });

  test("by no element of a page of HTML that is named like a record", async () => {
    const page = "<html><body><article>504</article><article>x</article></body></html>";
    const { items, error } = await collect(
      splitFeeds(
        inChunks(`${good("a")}${page}<article>b</article>${page.slice(0, -14)}${good("c")}`),
        CONTEXT,
      ),
    );
    expect(error).toBeUndefined();
    expect(items.map(({ text }) => text)).toEqual([
      "<entry>a</entry>",
      page,
      "<article>b</article>",
      page.slice(0, -14),
      "<entry>c</entry>",
    ]);
  });

  test("by a root that the document has itself, between records and without a declaration", async () => {
    const file = `<feed><entry>a</entry>\n${good("b")}${good("c")}`;
    for (const size of [1, 3, 1_000]) {
      const { items, error } = await collect(splitFeeds(inChunks(file, size), CONTEXT));
      expect(error).toBeUndefined();
      expect(items.map(({ text, problem }) => [text, problem?.reason])).toEqual([
        ["<entry>a</entry>", undefined],
        ["", "malformed"],
        ["<entry>b</entry>", undefined],
        ["<entry>c</entry>", undefined],
      ]);
    }
  });

  test("but not by a root that is a part of others", async () => {
    const splitAnswers = splitXmlElements({ elements: ["r"], roots: ["answer", "list"], parts: ["list"] });
    const file = "<answer><list><r>a</r></list></answer><list><r>b</r></list>";
    const { items } = await collect(splitAnswers(inChunks(file), CONTEXT));
    expect(items).toMatchObject([{ text: "<r>a</r>" }, { text: "<r>b</r>" }]);
    expect(items.every(({ problem }) => problem === undefined)).toBe(true);
  });

  test("but not by a declaration that stands in a record", async () => {
    const record = '<entry><?xml version="1.0"?><x/><!-- <?xml version="1.0"?> --></entry>';
    const { items } = await collect(splitFeeds(inChunks(`<feed>${record}</feed>`), CONTEXT));
    expect(items).toMatchObject([{ text: record }]);
  });
});

describe("before the first document may stand what is none", () => {
  const splitFeeds = splitXmlElements({ elements: ["entry"], roots: ["feed"] });

  test.each<[string, string, string[], string | undefined]>([
    ["text", "Rate exceeded.\n", ["Rate exceeded."], "not-a-paper"],
    ["JSON", '{"error":"API rate limit exceeded"}\n', ['{"error":"API rate limit exceeded"}'], "feed-error"],
    ["HTML", "<html><p>x</p></html>\n", ["<html><p>x</p></html>"], "not-a-paper"],
    [
      "an error",
      "<eFetchResult><ERROR>Empty id list</ERROR></eFetchResult>",
      ["<eFetchResult><ERROR>Empty id list</ERROR></eFetchResult>"],
      "feed-error",
    ],
    ["nothing", " \n<!-- x -->", [], undefined],
  ])("%s", async (_, before, texts, reason) => {
    for (const size of [1, 5, 1_000]) {
      const file = `${before}<feed><entry>a</entry></feed>`;
      const { items, error } = await collect(splitFeeds(inChunks(file, size), CONTEXT));
      expect(error).toBeUndefined();
      expect(items.map(({ text }) => text)).toEqual([...texts, "<entry>a</entry>"]);
      expect(items[0]?.problem?.reason).toBe(reason);
    }
  });

  test.each([
    "<all><entry>a</entry><entry>b</entry></all>",
    "<all><feed><entry>a</entry></feed><feed><entry>b</entry></feed></all>",
    "<x:all><y/><entry>a</entry></x:all><x:all><entry>b</entry></x:all>",
  ])("but a root of one's own around records is a document's: %s", async (file) => {
    const { items, error } = await collect(splitFeeds(inChunks(file), CONTEXT));
    expect(error).toBeUndefined();
    expect(items.map(({ text, problem }) => [text, problem])).toEqual([
      ["<entry>a</entry>", undefined],
      ["<entry>b</entry>", undefined],
    ]);
  });
});

describe("an error of the source", () => {
  const splitAnswers = splitXmlElements({
    elements: ["entry", "error"],
    roots: ["feed"],
    errorOf: (element) => (element.startsWith("<error>") ? element.slice(7, -8) : undefined),
    isNothing: (element) => element === "<error>none</error>",
  });
  const read = (file: string) => collect(splitAnswers(inChunks(file), CONTEXT));
  const page = "<feed><entry>a</entry></feed>";

  test("is a record, where a document follows it", async () => {
    const { items, error } = await read(`${page}<feed><error>oops</error></feed>${page}`);
    expect(error).toBeUndefined();
    expect(items).toMatchObject([
      { text: "<entry>a</entry>" },
      { text: "<error>oops</error>", problem: { reason: "feed-error", message: "oops" } },
      { text: "<entry>a</entry>" },
    ]);
  });

  test.each([
    "<feed><error>oops</error></feed>",
    '{"error":"oops"}',
    "<Error><Code>x</Code><Message>oops</Message></Error>",
  ])("is that of the file, where it is the last: %s", async (last) => {
    const { items, error } = await read(`${page}\n${last}\n`);
    expect(items).toMatchObject([{ text: "<entry>a</entry>" }]);
    expect(error).toMatchObject({ reason: "feed-error", message: expect.stringContaining("oops") });
  });

  test("that there is nothing is none", async () => {
    expect(await read("<feed><error>none</error></feed>")).toEqual({ items: [] });
  });
});

test("whatever stands between good documents, all of their records are given, and something tells of it", async () => {
  const splitFeeds = splitXmlElements({ elements: ["entry"], roots: ["feed"] });
  const ids = fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { minLength: 1, maxLength: 3 });
  const document = ids.map(
    (each) =>
      `<?xml version="1.0"?>\n<feed a="b"><title>t</title>${each
        .map((id) => `<entry n="${id}"><!-- c --><x y='z'/><![CDATA[d]]></entry>`)
        .join("\n")}</feed>`,
  );
  const bad = fc.oneof(
    fc.string({ minLength: 1 }).map((text) => `x${text.replaceAll("<", ".")}`),
    fc.constantFrom("<html><body>504</body></html>", '{"error":"Rate limit exceeded"}', "<rss><item/></rss>"),
    fc
      .tuple(document, fc.double({ min: 0, max: 0.98, noNaN: true }))
      .map(([text, share]) => text.slice(0, 28 + Math.ceil(share * (text.length - 29)))),
  );
  await fc.assert(
    fc.asyncProperty(
      document,
      bad,
      document,
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      async (before, between, after, sizes) => {
        const file = `${before}\n${between}\n${after}\n`;
        const { items, error } = await collect(splitFeeds(inChunks(file, ...sizes), CONTEXT));
        expect(error).toBeUndefined();
        const idsIn = (text: string) => text.match(/<entry n="\d+">/g) ?? [];
        const papers = items.filter(({ problem }) => !problem).flatMap(({ text }) => idsIn(text));
        expect(papers).toEqual(expect.arrayContaining([...idsIn(before), ...idsIn(after)]));
        expect(items.filter(({ problem }) => problem).length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 300 },
  );
});

describe("a file that ends too early is truncated, after its whole records", () => {
  test.each([
    [
      "within a record",
      "<feed><entry>a</entry><entry>b",
      /ends at byte 30, within <entry> that begins at byte 22/,
    ],
    ["within a record's end tag", "<feed><entry>a</entry><entry>b</entry", /byte 22/],
    ["within a record's start tag", '<feed><entry>a</entry><entry b="', /byte 22/],
    ["within a comment of a record", "<feed><entry>a</entry><entry><!-- </entry></feed>", /<!-- .* byte 29/],
    ["in the second of two documents", "<feed><entry>a</entry></feed></feed><feed>", /before <\/feed>/],
    ["between records", "<feed><entry>a</entry>\n", /ends at byte 23, before <\/feed>/],
    ["within the root's end tag", "<feed><entry>a</entry></feed", /ends at byte 28/],
    ["within a record that was never ended", "<feed><entry>a</entry><entry>b</feed>", /byte 22/],
  ])("%s", async (_, file, message) => {
    for (const size of [1, 1_000]) {
      const { items, error } = await split(file, 1_000, size);
      expect(items.map(({ text }) => text)).toEqual(["<entry>a</entry>"]);
      expect(error).toMatchObject({
        name: "BatchFileError",
        reason: "truncated",
        message: expect.stringMatching(message),
      });
    }
  });

  test.each(["<?xml version='1.0'?>", "<!-- ", "<!DOCTYPE feed [", "<feed", "just text"])(
    "before its root: %j",
    async (file) => {
      expect((await split(file)).error).toMatchObject({ name: "BatchFileError", reason: "truncated" });
    },
  );
});

describe("a record that cannot be text", () => {
  test("for its length is too large, and the next one is whole", async () => {
    const large = `<entry>${"x".repeat(5_000)}<!-- ${"</entry>".repeat(500)} --></entry>`;
    for (const size of [1, 7, 100, 100_000]) {
      const { items, error } = await split(`<feed>${large}<entry>b</entry></feed>`, 1_000, size);
      expect(error).toBeUndefined();
      expect(items).toMatchObject([
        {
          number: 1,
          byteOffset: 6,
          endByteOffset: 6 + large.length,
          text: large.slice(0, 1_000),
          problem: { reason: "too-large" },
        },
        { number: 2, byteOffset: 6 + large.length, text: "<entry>b</entry>" },
      ]);
    }
  });

  test("with a wrong encoding has the place of the error, and the next record is whole", async () => {
    const { items } = await split(Buffer.from("<feed><entry>\xe9</entry><entry>b</entry></feed>", "latin1"));
    expect(items).toMatchObject([
      {
        text: "<entry>\uFFFD</entry>",
        problem: { reason: "bad-encoding", message: expect.stringMatching(/byte 1[34] /) },
      },
      { text: "<entry>b</entry>" },
    ]);
  });
});

test("text between records may be of any length", async () => {
  const { items, error } = await split(
    `<feed>${" ".repeat(100_000)}<!-- ${"-".repeat(100_000)}--><entry>a</entry></feed>`,
    20,
    64,
  );
  expect(error).toBeUndefined();
  expect(items.map(({ text }) => text)).toEqual(["<entry>a</entry>"]);
});

/** Looks at every tag of a record, in search of an element that does not occur. */
const splitClosely = splitXmlElements({ elements: ["entry"], textEndsBehind: "none" });

test("markup of any kind is split the same with any chunks, and records stand where they say", async () => {
  const piece = fc.constantFrom(
    ..."<entry> </entry> <entry/> <feed> </feed> <entry/ <!-- --> <![CDATA[ ]]> <? ?> <x> </x> <!DOCTYPE < > / ' \" [ ] é & ! -".split(
      " ",
    ),
    " ",
    '<entry a=">">',
    "<a:entry>",
    "</a:entry>",
    "</entry >",
    "</entry/",
    "<entryset>",
    "\0",
    "</feed>Rate exceeded.",
    "<?xml version='1.0'?>",
    "\uFEFF",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.from(`<feed>${pieces.join("")}</feed>`)),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      async (file, sizes) => {
        const whole = await split(file, 60);
        expect(await split(file, 60, ...sizes)).toEqual(whole);
        expect(
          await collect(splitClosely(inChunks(file, ...sizes), { ...CONTEXT, maxRecordBytes: 60 })),
        ).toEqual(whole);
        for (const { byteOffset, endByteOffset, text, problem } of whole.items)
          if (!problem) expect(file.toString("utf8", byteOffset, endByteOffset)).toBe(text);
        if (whole.error) expect(whole.error).toMatchObject({ name: "BatchFileError", reason: "truncated" });
      },
    ),
    { numRuns: 400 },
  );
});

test("no text behind a document vanishes, and every document's records come", async () => {
  const part = fc.oneof(
    fc.record({
      kind: fc.constant("document" as const),
      text: fc.constantFrom("<feed>", "\uFEFF<b:feed a='>'>"),
    }),
    fc.record({
      kind: fc.constant("stray" as const),
      text: fc.constantFrom("", "<html>", "<!", "{", "é", "<p>"),
    }),
    fc.record({
      kind: fc.constant("nothing" as const),
      text: fc.constantFrom("\n", "<!-- -->", "<?x?>", "<?xml version='1.0'?>", "<!DOCTYPE feed>", "</html>"),
    }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      async (parts, sizes) => {
        const texts = parts.map(({ kind, text }, index) => {
          if (kind === "nothing") return text;
          if (kind === "stray") return `${text}stray${index};`;
          return `${text}<entry>${index}</entry>${text.replace(/^\uFEFF?<([\w:]+).*/, "</$1>")}`;
        });
        const { items, error } = await split(`<feed></feed>${texts.join("")}`, 1_000, ...sizes);
        expect(error).toBeUndefined();
        const ofKind = (kind: string) => parts.flatMap((part, index) => (part.kind === kind ? [index] : []));
        const strays = items.filter(({ problem }) => problem?.reason === "not-a-paper");
        expect(items.filter(({ problem }) => !problem).map(({ text }) => text)).toEqual(
          ofKind("document").map((index) => `<entry>${index}</entry>`),
        );
        expect(strays.flatMap(({ text }) => text.match(/stray\d+;/g) ?? [])).toEqual(
          ofKind("stray").map((index) => `stray${index};`),
        );
      },
    ),
    { numRuns: 400 },
  );
});
