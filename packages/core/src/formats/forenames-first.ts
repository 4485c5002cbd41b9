import { isNameSuffix } from "./name-suffix.ts";

/**
 * A name with the forenames first: `da Rocha, Roldao` as `Roldao da Rocha`, and `King, M. L., Jr.` as `M. L. King Jr.` One
 * without a comma is as it is.
 */
export function forenamesFirst(name: string): string {
  const [surname = "", ...others] = name
    .split(",")
    .map((part) => part.trim())
    .filter((part, index) => index === 0 || part !== "");
  // Alone it is a forename: `Petrov, Iv.`
  const isSuffix = (part: string) => others.length > 1 && isNameSuffix(part);
  const forenames = others.filter((part) => !isSuffix(part));
  return [...forenames, surname, ...others.filter(isSuffix)].filter((part) => part !== "").join(" ");
}
