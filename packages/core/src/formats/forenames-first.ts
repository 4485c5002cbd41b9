import { isNameSuffix } from "./name-suffix.ts";

/**
 * Returns a name with the forenames first. A name without a comma stays as it is.
 *
 * @example
 * forenamesFirst("da Rocha, Roldao"); // "Roldao da Rocha"
 * forenamesFirst("King, M. L., Jr."); // "M. L. King Jr."
 */
export function forenamesFirst(name: string): string {
  const [surname = "", ...others] = name
    .split(",")
    .map((part) => part.trim())
    .filter((part, index) => index === 0 || part !== "");
  // If it is the only part after the surname, it is a forename: `Petrov, Iv.`
  const isSuffix = (part: string) => others.length > 1 && isNameSuffix(part);
  const forenames = others.filter((part) => !isSuffix(part));
  return [...forenames, surname, ...others.filter(isSuffix)].filter((part) => part !== "").join(" ");
}
