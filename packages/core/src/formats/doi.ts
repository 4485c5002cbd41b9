const DOI = /^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:\s*)?(10\.\d{4,9}(?:\.\d+)*\/\S+)$/i;

/**
 * A DOI in lower case, for it is the same in any case; bare, as `doi:...` or as the address of its resolver. Gives
 * undefined for whatever is none.
 *
 * @see https://www.doi.org/doi-handbook/HTML/case-sensitivity.html
 */
export const readDoi = (text: string): string | undefined => DOI.exec(text.trim())?.[1]?.toLowerCase();
