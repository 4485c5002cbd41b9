/**
 * The rank of each form of record, grouped by the namespace of its paper ids. If two texts of a paper have equal `updated_at`,
 * the one with the higher rank is the newer version, whichever arrived first. Only forms of one namespace are ever compared.
 *
 * @see docs/formats.md, "Order of versions", for the reasons. A test compares its table with these ranks.
 */
export const RANKS = {
  /** Lower than every source's own form, because papers in our form are copies, for example from an export of the table. */
  own: { "our own form": 10 },
  arxiv: { oai_dc: 20, arXivOld: 30, arXiv: 40, Atom: 50, snapshot: 60, arXivRaw: 70 },
  pubmed: { MedlineCitation: 20, PubmedArticle: 30 },
  biorxiv: { "/pubs": 20, "/covid19": 30, "/details": 40 },
  openalex: { "cut at 100 authors": 20, work: 30 },
  doi: { work: 20 },
  s2: { papers: 20 },
  europepmc: { lite: 20, core: 30 },
  datacite: { DOI: 20 },
  doaj: { oai_dc: 20, oai_doaj: 30, JSON: 40 },
  dblp: { record: 20 },
  pmc: { oai_dc: 20, article: 30 },
} as const;
