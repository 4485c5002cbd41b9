import { isNameSuffix } from "./name-suffix.ts";

const INITIALS = /^\p{Lu}(?:-?\p{Lu}){0,4}$/u;

/**
 * Returns a name in PubMed's short form with its initials first. Initials are one to five capital letters of any script. A
 * name that does not end in initials stays as it is, because it is the name of a group.
 *
 * @example
 * initialsFirst("Lovelace AK"); // "AK Lovelace"
 * initialsFirst("King ML Jr"); // "ML King Jr"
 */
export function initialsFirst(name: string): string {
  const words = name.split(" ");
  const suffix = words.length > 2 && isNameSuffix(words.at(-1) ?? "") ? words.slice(-1) : [];
  const [initials = "", ...surname] = words.slice(0, words.length - suffix.length).reverse();
  return INITIALS.test(initials) && surname.length > 0
    ? [initials, ...surname.reverse(), ...suffix].join(" ")
    : name;
}
