/** Pages of arXiv, its names of a paper, and its DOIs. */
const PREFIX =
  /(?:(?:https?:\/\/)?(?:[a-z]+\.)*arxiv\.org\/(?:abs|pdf|html|format|ps|e-print|src)\/|oai:arxiv\.org:|(?:(?:https?:\/\/)?(?:dx\.|www\.)?doi\.org\/|doi:\s*)?10\.48550\/arxiv\.|arxiv:\s*)?/;

const ID = /(\d{4}\.\d{4,5}|([a-z]+(?:-[a-z]+)*)(?:\.[a-z-]+)?(\/\d{7}))(?:v\d+)?/;

/** Behind the id of a page. */
const REST = /(?:\.pdf)?\/?(?:[?#].*)?/;

const GIVEN = new RegExp(`^${PREFIX.source}${ID.source}${REST.source}$`, "i");

/**
 * Returns arXiv's name of a paper, whatever its version: `2401.12345`, or `astro-ph/0601001` for those from before April 2007.
 * It may be given bare, as `arXiv:...`, as an OAI identifier, as arXiv's DOI or as the address of a page, with or without a query
 * string. The subject class of an old id is left out (`math.GT/0309136` is `math/0309136`), as arXiv does to name a paper to
 * others. Returns undefined for other text.
 *
 * @see https://info.arxiv.org/help/arxiv_identifier_for_services.html
 * @see https://info.arxiv.org/help/doi.html
 */
export function readArxivId(text: string): string | undefined {
  const [, id, archive, number] = GIVEN.exec(text.trim()) ?? [];
  return archive === undefined ? id : `${archive.toLowerCase()}${number}`;
}
