import { expect, test } from "vitest";
import { doiField, readDoi } from "./doi.ts";

test.each([
  ["10.1101/2020.03.22.002386", "10.1101/2020.03.22.002386"],
  ["10.1093/NAR/gkaa1100", "10.1093/nar/gkaa1100"],
  [" doi:10.1000/182 ", "10.1000/182"],
  ["DOI: 10.1000/182", "10.1000/182"],
  ["https://doi.org/10.1000/182", "10.1000/182"],
  ["http://dx.doi.org/10.1000/A(1)<2>;3", "10.1000/a(1)<2>;3"],
  ["10.1000.10/123", "10.1000.10/123"],
  ["10.1000/ÄB\u0130\u212a\u00df", "10.1000/Äb\u0130\u212a\u00df"],
])("%j is %j", (text, expected) => {
  expect(readDoi(text)).toBe(expected);
});

test.each(["", "NA", "10.1000", "10.1000/", "11.1000/182", "10.10/182", "10.1000/1 82", "see 10.1000/182"])(
  "%j is not a DOI",
  (text) => {
    expect(readDoi(text)).toBeUndefined();
  },
);

test.each([
  ["https://doi.org/10.1002/a%3C1%3A%3Ab%3E2.0", "10.1002/a<1::b>2.0"],
  ["https://www.doi.org/10.1002/50%2", "10.1002/50%2"],
  ["10.1002/a%3Cb", "10.1002/a%3cb"],
])("%j is %j: in the address of a DOI alone, characters may be percent-encoded", (text, expected) => {
  expect(readDoi(text)).toBe(expected);
});

test.each(["https://doi.org/10.1002/a%20b", "https://doi.org/10.1002/a%00", "10.1002/a\u0000b"])(
  "%j is not a DOI",
  (text) => {
    expect(readDoi(text)).toBeUndefined();
  },
);

test("the field is the first text that is a DOI, and is absent if no text is", () => {
  expect(doiField("NA", "https://doi.org/10.5072/Loom", "10.5072/2")).toEqual({ doi: "10.5072/loom" });
  expect(doiField("NA", "")).toEqual({});
  expect(doiField()).toEqual({});
});
