import { expect, test } from "vitest";
import { initialsFirst } from "./initials-first.ts";

test.each([
  ["Lovelace A", "A Lovelace"],
  ["Haas-Kogan DA", "DA Haas-Kogan"],
  ["van der Sample B", "B van der Sample"],
  ["Örnek Ö", "Ö Örnek"],
  ["Пример АБ", "АБ Пример"],
  ["Dupont J-P", "J-P Dupont"],
  ["King ML Jr", "ML King Jr"],
  ["Example ABCDE", "ABCDE Example"],
  ["Ribbon Study Group", "Ribbon Study Group"],
  ["Example", "Example"],
  ["WHO", "WHO"],
  ["Committee ABCDEF", "Committee ABCDEF"],
  ["", ""],
])("%s is %s", (name, expected) => {
  expect(initialsFirst(name)).toBe(expected);
});
