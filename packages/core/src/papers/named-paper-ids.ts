import { readArxivId } from "../formats/arxiv-id.ts";
import { readDoi } from "../formats/doi.ts";
import { type PaperId, paperIdSchema } from "./paper.ts";

/** The namespaces whose ids are made of a DOI. */
const OF_DOI = ["doi", "biorxiv", "medrxiv", "datacite", "jats"] as const;

/**
 * Returns the ids of the papers that a text can name. The text may be an id with its namespace in any case, an arXiv number or the
 * address of a page at arXiv, a DOI or its address, the number of an article of PMC, or a PMID. Returns an empty list for other text.
 *
 * @example
 * namedPaperIds("ARXIV:2401.00001v2"); // ["arxiv:2401.00001"]
 * namedPaperIds("10.5072/Loom"); // ["doi:10.5072/loom", "biorxiv:10.5072/loom", ...]
 */
export function namedPaperIds(text: string): readonly PaperId[] {
  const given = text.trim();
  const arxivId = readArxivId(given);
  const doi = readDoi(given);
  const [, pmc] = /^(?:pmc:)?(PMC\d{1,9})$/i.exec(given) ?? [];
  const candidates = [
    given,
    given.replace(/^[^:]+:/, (namespace) => namespace.toLowerCase()),
    ...(arxivId === undefined ? [] : [`arxiv:${arxivId}`]),
    ...(doi === undefined ? [] : OF_DOI.map((namespace) => `${namespace}:${doi}`)),
    ...(pmc === undefined ? [] : [`pmc:${pmc.toUpperCase()}`]),
    ...(/^\d{1,8}$/.test(given) ? [`pubmed:${given}`] : []),
  ];
  // An address such as `https://doi.org/10.5072/loom` has the form of an id too, but no source has such a name.
  return [...new Set(candidates.flatMap((id) => paperIdSchema.safeParse(id).data ?? []))].filter(
    (id) => !/^(?:https?|s3|oai):/.test(id),
  );
}
