import { expect, test } from "vitest";
import { elementsIn, FileHead, MAX_TELLING_CHARACTERS } from "./file-head.ts";

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
