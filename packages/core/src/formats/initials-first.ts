import { isNameSuffix } from "./name-suffix.ts";

const INITIALS = /^\p{Lu}(?:-?\p{Lu}){0,4}$/u;

/**
 * Returns a name in PubMed's short form with its initials first: `Lovelace AK` as `AK Lovelace`, `King ML Jr` as `ML King Jr`.
 * Initials are one to five capital letters of any script. A name that does not end in initials stays as it is: it is a group's.
 */
export function initialsFirst(name: string): string {
  const words = name.split(" ");
  const suffix = words.length > 2 && isNameSuffix(words.at(-1) ?? "") ? words.slice(-1) : [];
  const [initials = "", ...surname] = words.slice(0, words.length - suffix.length).reverse();
  return INITIALS.test(initials) && surname.length > 0
    ? [initials, ...surname.reverse(), ...suffix].join(" ")
    : name;
}
