/**
 * The rank of each form of record, by the namespace whose papers it tells of. Of two texts of a paper with equal `updated_at`, the
 * one of the richer form is the newer version, whichever came first. Only forms of one namespace are ever compared.
 *
 * @see docs/formats.md, "Order of versions", for the reasons. A test compares its table with these ranks.
 */
export const RANKS = {
  /** Below every source's own form: papers in our form are made of something else, such as an export of the table. */
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
