const DOI = /^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:\s*)?(10\.\d{4,9}(?:\.\d+)*\/\S+)$/i;

/**
 * Returns a DOI with its ASCII letters in lower case, for a DOI is the same in any case of these, and of these alone. It may be
 * given bare, as `doi:...` or as the address of its resolver. Returns undefined for what is no DOI.
 *
 * @see https://www.doi.org/doi-handbook/HTML/case-sensitivity.html
 */
export const readDoi = (text: string): string | undefined =>
  DOI.exec(text.trim())?.[1]?.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
