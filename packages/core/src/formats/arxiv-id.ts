/** Matches what can stand before an id: an address at arXiv, `arXiv:`, `oai:arXiv.org:`, or the beginning of arXiv's DOIs. */
const PREFIX =
  /(?:(?:https?:\/\/)?(?:[a-z]+\.)*arxiv\.org\/(?:abs|pdf|html|format|ps|e-print|src)\/|oai:arxiv\.org:|(?:(?:https?:\/\/)?(?:dx\.|www\.)?doi\.org\/|doi:\s*)?10\.48550\/arxiv\.|arxiv:\s*)?/;

/** The first four digits are a year and a month. */
const ID =
  /(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|([a-z]+(?:-[a-z]+)*)(?:\.[a-z-]+)?(\/\d{2}(?:0[1-9]|1[0-2])\d{3}))(?:v\d+)?/;

/** Matches what can follow the id in an address. */
const REST = /(?:\.pdf)?\/?(?:[?#].*)?/;

const GIVEN = new RegExp(`^${PREFIX.source}${ID.source}${REST.source}$`, "i");

/**
 * Returns the arXiv id in a text, without the version: `2401.12345`, or `astro-ph/0601001` for papers from before April 2007.
 * Returns undefined for other text. The text may be the bare id, `arXiv:...`, an OAI identifier, arXiv's DOI, or the address
 * of a page with or without a query string. The subject class of an old id is left out, as in the links that arXiv recommends:
 * `math.GT/0309136` becomes `math/0309136`. An id whose month is not 01 to 12 is not an id: `2413.00001`.
 *
 * @example
 * readArxivId("https://arxiv.org/abs/2401.12345v2"); // "2401.12345"
 *
 * @see https://info.arxiv.org/help/arxiv_identifier_for_services.html
 * @see https://info.arxiv.org/help/doi.html
 */
export function readArxivId(text: string): string | undefined {
  const [, id, archive, number] = GIVEN.exec(text.trim()) ?? [];
  return archive === undefined ? id : `${archive.toLowerCase()}${number}`;
}
