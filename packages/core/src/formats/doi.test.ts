import { expect, test } from "vitest";
import { readDoi } from "./doi.ts";

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
  "%j is no DOI",
  (text) => {
    expect(readDoi(text)).toBeUndefined();
  },
);
