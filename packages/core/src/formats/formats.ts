import { arxivAtom } from "./arxiv-atom.ts";
import { arxivKaggle } from "./arxiv-kaggle.ts";
import { arxivOai } from "./arxiv-oai.ts";
import { biorxiv } from "./biorxiv.ts";
import { crossref } from "./crossref.ts";
import { datacite } from "./datacite.ts";
import { dblp } from "./dblp.ts";
import { doaj } from "./doaj.ts";
import { doajOai } from "./doaj-oai.ts";
import { europepmc } from "./europepmc.ts";
import type { Format } from "./format.ts";
import { jats } from "./jats.ts";
import { openalex } from "./openalex.ts";
import { paperJson, paperNdjson } from "./paper-json.ts";
import { pubmed } from "./pubmed.ts";
import { semanticScholar } from "./semantic-scholar.ts";

/**
 * Every known format. If several recognise the same number of records in a file, the first one reads it, so the stricter formats
 * come first.
 */
export const FORMATS: readonly Format[] = [
  arxivAtom,
  arxivOai,
  pubmed,
  biorxiv,
  openalex,
  crossref,
  semanticScholar,
  arxivKaggle,
  europepmc,
  datacite,
  doaj,
  doajOai,
  dblp,
  jats,
  paperJson,
  paperNdjson,
];

/** Returns the format with this name, for example the name in a run event. */
export const formatNamed = (name: string, formats: readonly Format[] = FORMATS): Format | undefined =>
  formats.find((format) => format.name === name);
