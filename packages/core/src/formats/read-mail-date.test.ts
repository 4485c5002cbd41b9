import { expect, test } from "vitest";
import { readMailDate } from "./read-mail-date.ts";

test.each([
  ["Mon, 2 Apr 2007 19:18:42 GMT", "2007-04-02T19:18:42.000Z"],
  ["Wed, 25 Jun 2008 15:29:38 GMT", "2008-06-25T15:29:38.000Z"],
  ["Tue, 01 Sep 2009 00:00:00 GMT", "2009-09-01T00:00:00.000Z"],
  [" 2 Apr 2007 19:18 UT\n", "2007-04-02T19:18:00.000Z"],
  ["Mon,  2  Apr 2007  19:18:42 +0200", "2007-04-02T17:18:42.000Z"],
  ["Mon, 31 Dec 2007 23:30:00 -0100", "2008-01-01T00:30:00.000Z"],
])("%j is %s", (text, expected) => {
  expect(readMailDate(text)).toBe(expected);
});

test.each([
  "",
  "Mon, 30 Feb 2007 19:18:42 GMT",
  "Mon, 2 Foo 2007 19:18:42 GMT",
  "Mon, 2 Apr 2007 25:18:42 GMT",
  "Mon, 2 Apr 2007",
  "Mon, 2 Apr 2007 19:18:42",
  "Mon, 2 Apr 07 19:18:42 GMT",
  "2007-04-02T19:18:42Z",
])("%j is not such a date", (text) => {
  expect(readMailDate(text)).toBeUndefined();
});
