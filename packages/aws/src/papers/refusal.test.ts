import { paperVersion } from "@paperledger/core/papers/paper-version.fixture";
import { expect, test } from "vitest";
import { itemSizeBytes, MAX_ITEM_BYTES } from "./item-size.ts";
import { paperItem } from "./paper-item.ts";
import { ROOM_FOR_CHANGES_BYTES, refusal } from "./refusal.ts";

const MOST_BYTES = MAX_ITEM_BYTES - ROOM_FOR_CHANGES_BYTES;
const room = MOST_BYTES - itemSizeBytes(paperItem(paperVersion({ raw_xml: "" })));

test("a paper that leaves exactly enough bytes for its next version is accepted", () => {
  expect(refusal(paperVersion({ raw_xml: "x".repeat(room) }))).toBeUndefined();
});

test("a paper that is one byte larger is refused, with its size and the limit", () => {
  const problem = refusal(paperVersion({ raw_xml: "x".repeat(room + 1) }));
  expect(problem?.reason).toBe("too-large");
  expect(problem?.message).toContain("arxiv:2401.00001");
  expect(problem?.message).toContain(String(MOST_BYTES + 1));
  expect(problem?.message).toContain("409600");
});

test.each([
  ["title", { title: "half \ud83d" }],
  ["authors", { authors: ["whole 😀", "\ude00 half"] }],
  ["paper_id", { id: "arxiv:\ud800" }],
])("half of a surrogate pair in %s is refused, and the message names the attribute", (attribute, others) => {
  expect(refusal(paperVersion(others))).toMatchObject({
    reason: "malformed-text",
    message: expect.stringContaining(`${attribute} of`),
  });
});

test("whole surrogate pairs, control characters and line separators are accepted", () => {
  expect(refusal(paperVersion({ title: "😀 \u0000 \u2028" }))).toBeUndefined();
});
