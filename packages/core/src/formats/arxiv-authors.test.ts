import { expect, test } from "vitest";
import { splitArxivAuthors } from "./arxiv-authors.ts";

test.each<[string, string[]]>([
  ["Igor A. Zaliznyak and John M. Tranquada", ["Igor A. Zaliznyak", "John M. Tranquada"]],
  ["Roldao da Rocha, Waldyr A. Rodrigues Jr", ["Roldao da Rocha", "Waldyr A. Rodrigues Jr"]],
  ["A. Uthor, Jr. (Here), B. Else, III, and C. Last", ["A. Uthor Jr.", "B. Else III", "C. Last"]],
  ["A. One (Inst., City (Land)), B. Two\n  (Elsewhere and more) & C. Three; D. Four", ["A. One", "B. Two", "C. Three", "D. Four"]],
  ["The ATLAS Collaboration: G. Aad, B. Abbott", ["The ATLAS Collaboration", "G. Aad", "B. Abbott"]],
  ["Andrea Sand, Roland Anders", ["Andrea Sand", "Roland Anders"]],
  ["P\\'al Erd\\H{o}s", ["P\\'al Erd\\H{o}s"]],
  ["A. Half (open, B. Other", ["A. Half (open", "B. Other"]],
  ["Plato", ["Plato"]],
  [" , ", []],
  ["", []],
])("%j are %j", (line, expected) => {
  expect(splitArxivAuthors(line)).toEqual(expected);
});

test("a line of parentheses takes no longer than it should", () => {
  expect(splitArxivAuthors("(".repeat(10_000) + ")".repeat(10_000))).toEqual([]);
}, 5_000);
