import { problemOf } from "@paperledger/core/rejects/problem-of";
import { expect, test } from "vitest";
import { rejectOf } from "../run-reports/ended-run.fixture.ts";
import { NO_COLORS } from "../terminal/terminal.fixture.ts";
import { rejectText } from "./reject-text.ts";

test("tells where the record is, why it was rejected, and how it begins", () => {
  const reject = rejectOf(257, {
    byte_offset: 710_992,
    message: "f.gz, record 257 at byte 710992: the entry has no <id>",
  });
  expect(rejectText(reject, NO_COLORS)).toBe(
    [
      "  record 257 at byte 710,992: no-id",
      "    the entry has no <id>",
      "    <entry>\\n  <title>A title</title>\\n</entry>",
    ].join("\n"),
  );
});

test("tells the entry of an archive that the record is in", () => {
  const message = 'f.tar, entry "a\u001b.json", record 257 at byte 9: it has no id';
  const text = rejectText(rejectOf(257, { byte_offset: 9, entry: "a\x1b.json", message }), NO_COLORS);
  expect(text).toMatch(/^ {2}record 257 at byte 9 of a\\x1b\.json: no-id\n {4}it has no id\n/);
});

test("what a terminal would act upon in the raw text, the message or the id does nothing", () => {
  const evil = "\x1b]0;title\x07\r";
  const text = rejectText(rejectOf(1, { raw: evil, message: evil, paper_id: evil, reason: evil }), NO_COLORS);
  expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  expect(text).toContain("\\x1b]0;title\\x07\\r");
});

test("long raw text is cut", () => {
  expect(rejectText(rejectOf(1, { raw: "x".repeat(5_000) }), NO_COLORS).length).toBeLessThan(500);
});

test("a message that does not name the place is left as it is", () => {
  expect(problemOf(rejectOf(1, { message: "the table refused it" }))).toBe("the table refused it");
});
