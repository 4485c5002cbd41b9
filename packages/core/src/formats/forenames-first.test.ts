import { expect, test } from "vitest";
import { forenamesFirst } from "./forenames-first.ts";

test.each([
  ["da Rocha, Roldao", "Roldao da Rocha"],
  ["Rodrigues Jr, Waldyr A.", "Waldyr A. Rodrigues Jr"],
  [" Erdős ,  P. ", "P. Erdős"],
  ["The ATLAS Collaboration", "The ATLAS Collaboration"],
  ["King, M. L., Jr.", "M. L. King Jr."],
  ["King, Jr., M. L.", "M. L. King Jr."],
  ["Erdős, P., Q.", "P. Q. Erdős"],
  ["Petrov, Iv.", "Iv. Petrov"],
  ["Petrov, Iv.,", "Iv. Petrov"],
  ["Plato,", "Plato"],
  [", Ada", "Ada"],
  ["", ""],
])("%j is %j", (name, expected) => {
  expect(forenamesFirst(name)).toBe(expected);
});
