import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { elementsIn, FileHead, MAX_TELLING_CHARACTERS } from "./file-head.ts";
import { objectsAt, sketchJson } from "./json-sketch.ts";

const objectsOf = (text: string, isWhole = true) => new FileHead(text, isWhole).objects;

describe("the first objects of a file", () => {
  test.each<[string, string, object[]]>([
    ["lines", '{"a":1}\n{"a":2}', [{ a: 1 }, { a: 2 }]],
    ["an array", '[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }]],
    ["whatever is between", '\x1e{"a":1}x{"a":2},,null[["{"a":3}', [{ a: 1 }, { a: 2 }, { a: 3 }]],
    [
      "behind one that is cut off",
      '{"b":"x\n{"a":{"c":[1]}}',
      [{ b: expect.anything() }, { a: { c: [1] } }, { c: [1] }].slice(0, 2),
    ],
    ["of XML and text", '<a b="{x}">{ \\frac{a}{b} } {}</a>', []],
  ])("%s", (_, text, expected) => {
    expect(objectsOf(text)).toEqual(expect.arrayContaining(expected));
  });

  test("are twenty at most", () => {
    expect(objectsOf('{"a":1}'.repeat(100))).toHaveLength(20);
  });

  test("do not count those in one that is broken", () => {
    const broken = `{"b":[${'{"c":1},'.repeat(100)}oops`;
    expect(objectsOf(`${broken}\n{"a":1}`)).toContainEqual({ a: 1 });
  });

  test("take time in proportion to the text, however it nests", () => {
    for (const piece of ['{"a":', '[{"a":', '{"a":[', '{"a":"', "<!--", "<![CDATA[", "<a "]) {
      const head = new FileHead(piece.repeat(200_000));
      head.objects;
      Array.from(head.documents(["a"])).length;
    }
  }, 30_000);
});

describe("a sketch of an object", () => {
  test("is the object, where it is whole and small", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 3 })),
        fc.constantFrom(undefined, 1),
        (object, space) => {
          const text = JSON.stringify(object, null, space);
          expect(sketchJson(`${text} x`, 0)).toEqual({
            object: JSON.parse(text),
            end: text.length,
            state: "whole",
          });
        },
      ),
    );
  });

  test("has what there is of it, where it is cut off", () => {
    const text = '{"a":{"b":[1,{"c":"de"}]},"f":true}';
    for (let length = 1; length < text.length; length++) {
      const { object, state } = sketchJson(text.slice(0, length), 0);
      expect(state).toBe("cut");
      if (length > 6) expect(object).toHaveProperty("a");
    }
    expect(sketchJson('{"a":{"b":[1,{"c":"de', 0).object).toEqual({ a: { b: [1, { c: "de" }] } });
  });

  test.each(['{"a" 1}', '{"a":1,}x', '{"a":[1}', "{x}", '{"a":oops}'])(
    "is broken where it is not JSON: %s",
    (text) => {
      expect(sketchJson(text, 0).state).toBe("broken");
    },
  );

  test("keeps what tells of a record, and no more", () => {
    const { object } = sketchJson(JSON.stringify({ a: Array(50).fill({ b: 1 }), c: "x".repeat(5_000) }), 0);
    expect(objectsAt(object, ["a"])).toHaveLength(20);
    expect(object.c).toHaveLength(999);
  });
});

test("elements are found but where they are hidden", () => {
  const text = "<f><!-- <e>1</e> --><e>2</e><x:e a='1'>3<e/></x:e><![CDATA[<e>4</e>]]><ee/><e>5";
  expect(elementsIn(text, ["e"])).toEqual(["<e>2", "<x:e a='1'>3<e/>", "<e>5"]);
});

test.each(["<record>", '<record a="b">', "<ListRecords><record>"])(
  "of a flood of %s, few documents are looked at, and one element that never ends",
  (tag) => {
    const head = new FileHead(tag.repeat(100_000));
    expect([...head.documents(["record", "ListRecords"])]).toHaveLength(20);
    const elements = elementsIn(head.text, ["record"]);
    expect(elements).toHaveLength(1);
    expect(elements[0]).toHaveLength(MAX_TELLING_CHARACTERS);
  },
);
