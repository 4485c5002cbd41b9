import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstJsonObjectOf, recognisesJson } from "./first-json-object.ts";

const namesIn = (head: string) => [...(firstJsonObjectOf(head)?.keys() ?? [])];

describe("the first object is found", () => {
  test.each<[string, string, string[]]>([
    ["of a line, and not that of the next", '{"a":1,"b":"x"}\n{"c":1}', ["a", "b"]],
    ["laid out over lines", '\n{\n  "a" : 1,\n  "b": null\n}', ["a", "b"]],
    ["in an array", ' [ {"a":1},{"b":1}]', ["a"]],
    ["with its own members only", '{"a":{"x":{"y":[{"z":1}]}},"b":[["q"]],"c":"d"}', ["a", "b", "c"]],
    ["with strings that look like members", '{"a":"\\",\\"x\\":1","b":"{[:","c":"\\\\"}', ["a", "b", "c"]],
    ["with nothing in it", "{}", []],
    ["cut off behind a name", '{"a":1,"b"', ["a"]],
    ["cut off in a value", '{"a":1,"b":"it says \\"x\\": {', ["a", "b"]],
    ["cut off at a backslash", '{"a":"x\\', ["a"]],
    ["cut off deep inside", '{"a":1,"b":{"x":[{"y":1', ["a", "b"]],
  ])("%s", (_, head, names) => {
    expect(namesIn(head)).toEqual(names);
  });

  test.each(["", "[]", '["a"]', "text", '"a":1', "<a>", "[[{}]]"])("and there is none in %j", (head) => {
    expect(firstJsonObjectOf(head)).toBeUndefined();
  });

  test("with the text from each value on", () => {
    const members = firstJsonObjectOf('{"a": "x", "b":\n[1,2]}\n{"c"');
    expect(members?.get("a")).toBe('"x", "b":\n[1,2]}\n{"c"');
    expect(members?.get("b")).toBe('[1,2]}\n{"c"');
  });
});

test("any object has its members found, and those before any cut", () => {
  const name = fc.string({ maxLength: 5 }).filter((text) => JSON.stringify(text) === `"${text}"`);
  fc.assert(
    fc.property(
      fc.dictionary(name, fc.jsonValue({ maxDepth: 3 })),
      fc.nat(),
      fc.boolean(),
      (object, cut, pretty) => {
        const names = Object.keys(object);
        const text = JSON.stringify(object, null, pretty ? 2 : undefined);
        expect(namesIn(text)).toEqual(names);
        const found = namesIn(text.slice(0, 1 + (cut % text.length)));
        expect(found).toEqual(names.slice(0, found.length));
      },
    ),
    { numRuns: 500 },
  );
});

test("no head takes long", () => {
  for (const unit of ["\\", '"', '\\"', "{", '{"a":', '"a":', "[{", "a", '"\\\\'])
    expect(() => firstJsonObjectOf(`{"a":"${unit.repeat(60_000)}`)).not.toThrow();
});

test("a paper in our own form is of no other format", () => {
  const recognises = recognisesJson((members) => members.has("DOI"));
  expect(recognises('{"DOI":"10.1/x"}')).toBe(true);
  expect(recognises('{"title":"x"}')).toBe(false);
  expect(recognises('{"DOI":"10.1/x","paper_id":"doi:10.1/x"}')).toBe(false);
  expect(recognises("Resource not found.")).toBe(false);
});
