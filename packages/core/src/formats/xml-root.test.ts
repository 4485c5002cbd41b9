import { describe, expect, test } from "vitest";
import { xmlRootOf } from "./xml-root.ts";

const FEED = { localName: "feed", namespace: "urn:x" };

describe("xmlRootOf", () => {
  test.each([
    ["a bare root", '<feed xmlns="urn:x">'],
    ["an empty root", "<feed xmlns='urn:x'/>"],
    ["a prefixed root", '<a:feed xmlns="urn:y" xmlns:a="urn:x" xmlns:b="urn:z">'],
    ["a root on several lines", '<feed\n  a=">"\n  xmlns = "urn:x"\n>'],
    ["a declaration", '<?xml version="1.0"?>\n<feed xmlns="urn:x">'],
    ["comments and instructions", '\n<!-- <a> --> <?x <b> ?><!----><feed xmlns="urn:x"><entry>'],
    ["a document type", '<!DOCTYPE feed SYSTEM "a.dtd"><feed xmlns="urn:x">'],
    ["a document type with a subset", '<!DOCTYPE feed [ <!ENTITY a "b"> ] >\n<feed xmlns="urn:x">'],
  ])("finds the root after or in %s", (_, head) => {
    expect(xmlRootOf(head)).toEqual(FEED);
  });

  test("tells that there is no namespace", () => {
    expect(xmlRootOf('<a:feed xmlns="urn:x">')).toEqual({ localName: "feed", namespace: undefined });
  });

  test.each([
    "",
    "Rate exceeded.",
    "{}",
    "<",
    "<!-- <feed> ",
    "<feed xmlns='urn:x'",
    "text <feed>",
    "</feed>",
  ])("finds none in %j", (head) => {
    expect(xmlRootOf(head)).toBeUndefined();
  });

  test("takes no time over a prolog that only looks like one", () => {
    expect(xmlRootOf(`${"<!-- -->".repeat(8_000)}\u0000`)).toBeUndefined();
    expect(xmlRootOf(`${" ".repeat(60_000)}x`)).toBeUndefined();
    expect(xmlRootOf(`<feed ${"a='".repeat(20_000)}`)).toBeUndefined();
    expect(xmlRootOf(`<${"a".repeat(60_000)}`)).toBeUndefined();
    expect(xmlRootOf(`<a:${"a".repeat(60_000)}>`)).toBeUndefined();
    expect(xmlRootOf(`<feed ${"a".repeat(60_000)}>`)).toEqual({ localName: "feed", namespace: undefined });
  });
});
