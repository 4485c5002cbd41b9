const DOI = /^(?:doi:\s*)?(10\.\d{4,9}(?:\.\d+)*\/[^\s\p{Cc}]+)$/iu;
const RESOLVER = /^https?:\/\/(?:(?:dx|www)\.)?doi\.org\//i;

/**
 * Returns a DOI with its ASCII letters in lower case, for a DOI is the same in any case of these, and of these alone. It may be
 * given bare, as `doi:...` or as the address of its resolver, in which characters such as `<` may be percent-encoded.
 * Returns undefined for what is no DOI.
 *
 * @see https://www.doi.org/doi-handbook/HTML/case-sensitivity.html
 * @see https://www.doi.org/doi-handbook/HTML/encoding-rules-for-urls.html
 */
export const readDoi = (text: string): string | undefined =>
  DOI.exec(bareDoi(text.trim()))?.[1]?.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

function bareDoi(text: string): string {
  const path = text.replace(RESOLVER, "");
  if (path === text || !path.includes("%")) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/**
 * Returns the field `doi` of a paper: the first of these texts that is a DOI. Returns no field if none of them is.
 *
 * @example
 * doiField("n/a", "https://doi.org/10.5072/Loom"); // { doi: "10.5072/loom" }
 */
export function doiField(...texts: readonly string[]): { readonly doi?: string } {
  const doi = texts.map(readDoi).find((read) => read !== undefined);
  return doi === undefined ? {} : { doi };
}
