const FORMS =
  /^(?:https?:\/\/(?:[a-z]+\.)?arxiv\.org\/(?:abs|pdf)\/|arxiv:|oai:arxiv\.org:)?(\d{4}\.\d{4,5}|([a-z]+(?:-[a-z]+)*)(?:\.[a-z-]+)?(\/\d{7}))(?:v\d+)?$/i;

/**
 * arXiv's name of a paper, whatever its version: `2401.12345`, or `astro-ph/0601001` for those from before April 2007.
 * Takes it bare, as `arXiv:...`, as an OAI identifier or as the address of its page. The subject class of an old id is
 * left out (`math.GT/0309136` is `math/0309136`), as arXiv does to name a paper to others.
 *
 * @see https://info.arxiv.org/help/arxiv_identifier_for_services.html
 */
export function readArxivId(text: string): string | undefined {
  const [, id, archive, number] = FORMS.exec(text.trim()) ?? [];
  return archive === undefined ? id : `${archive.toLowerCase()}${number}`;
}
