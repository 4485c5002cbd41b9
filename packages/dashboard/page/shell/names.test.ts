import { expect, test } from "vitest";
import { namesOf, namesText, toggled } from "./names.ts";

test.each([[[]], [["no-id"]], [["no-id", "bad-date"]], [["a,b", "100%", "%2C", "\u05d0 \ud83d\ude00"]]])(
  "the names %j come back from the address as they were",
  (names) => {
    expect(namesOf(namesText(names))).toEqual(names);
  },
);

test("an address that somebody wrote by hand is read as it is", () => {
  expect(namesOf("100%,bad-date")).toEqual(["100%", "bad-date"]);
  expect(namesOf("")).toEqual([]);
});

test("a name is opened, and closed again", () => {
  expect(toggled(["a"], "b")).toEqual(["a", "b"]);
  expect(toggled(["a", "b"], "a")).toEqual(["b"]);
});
