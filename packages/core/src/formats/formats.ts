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

/** Every format known. The first that recognises a file reads it, so those that take less come first. */
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

/** The format of this name, such as an event tells of. */
export const formatNamed = (name: string, formats: readonly Format[] = FORMATS): Format | undefined =>
  formats.find((format) => format.name === name);
