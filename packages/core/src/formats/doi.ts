const DOI = /^(?:doi:\s*)?(10\.\d{4,9}(?:\.\d+)*\/[^\s\p{Cc}]+)$/iu;
const RESOLVER = /^https?:\/\/(?:(?:dx|www)\.)?doi\.org\//i;

/**
 * Returns a DOI with its ASCII letters in lower case, because DOIs that differ only in the case of ASCII letters are the same.
 * The text may be the bare DOI, `doi:...`, or the address of a resolver. In an address, characters such as `<` may be
 * percent-encoded. Returns undefined if the text is not a DOI.
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
 * Returns the field `doi` of a paper: the first of these texts that is a DOI. Returns no field if none of them is a DOI.
 *
 * @example
 * doiField("n/a", "https://doi.org/10.5072/Loom"); // { doi: "10.5072/loom" }
 */
export function doiField(...texts: readonly string[]): { readonly doi?: string } {
  const doi = texts.map(readDoi).find((read) => read !== undefined);
  return doi === undefined ? {} : { doi };
}
