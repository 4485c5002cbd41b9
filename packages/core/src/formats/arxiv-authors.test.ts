import { expect, test } from "vitest";
import { splitArxivAuthors } from "./arxiv-authors.ts";

test.each<[string, string[]]>([
  ["Igor A. Zaliznyak and John M. Tranquada", ["Igor A. Zaliznyak", "John M. Tranquada"]],
  ["Roldao da Rocha, Waldyr A. Rodrigues Jr", ["Roldao da Rocha", "Waldyr A. Rodrigues Jr"]],
  ["A. Uthor, Jr. (Here), B. Else, III, and C. Last", ["A. Uthor Jr.", "B. Else III", "C. Last"]],
  [
    "A. One (Inst., City (Land)), B. Two\n  (Elsewhere and more) & C. Three; D. Four",
    ["A. One", "B. Two", "C. Three", "D. Four"],
  ],
  ["The ATLAS Collaboration: G. Aad, B. Abbott", ["The ATLAS Collaboration", "G. Aad", "B. Abbott"]],
  ["Andrea Sand, Roland Anders", ["Andrea Sand", "Roland Anders"]],
  ["P\\'al Erd\\H{o}s", ["P\\'al Erd\\H{o}s"]],
  ["A. Half) closed, B. Other", ["A. Half) closed", "B. Other"]],
  ["A. Half (open, B. Other", ["A. Half (open", "B. Other"]],
  ["Plato", ["Plato"]],
  [" , ", []],
  ["", []],
])("%j are %j", (line, expected) => {
  expect(splitArxivAuthors(line)).toEqual(expected);
});

test("parentheses may nest without end", () => {
  expect(splitArxivAuthors(`A. One ${"(".repeat(500_000)}${")".repeat(500_000)}, B. Two`)).toEqual([
    "A. One",
    "B. Two",
  ]);
});

test("many empty parentheses take no time", () => {
  expect(splitArxivAuthors(`A. One ${"()".repeat(200_000)}, B. Two`)).toEqual(["A. One", "B. Two"]);
});
