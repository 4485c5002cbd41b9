import { expect, test } from "vitest";
import { namedPaperIds } from "./named-paper-ids.ts";

const OF_DOI = ["doi", "biorxiv", "medrxiv", "datacite", "jats"].map(
  (namespace) => `${namespace}:10.5072/loom`,
);

test.each([
  ["arxiv:2401.00001", ["arxiv:2401.00001"]],
  [" ARXIV:2401.00001 ", ["arxiv:2401.00001"]],
  ["2401.00001", ["arxiv:2401.00001"]],
  ["2401.00001v3", ["arxiv:2401.00001"]],
  ["arXiv:2401.00001v3", ["arxiv:2401.00001v3", "arxiv:2401.00001"]],
  ["https://arxiv.org/abs/2401.00001v3", ["arxiv:2401.00001"]],
  ["math.GT/0309136", ["arxiv:math/0309136"]],
  ["10.5072/Loom", OF_DOI],
  ["https://doi.org/10.5072/Loom", OF_DOI],
  ["DOI:10.5072/Loom", ["doi:10.5072/Loom", ...OF_DOI]],
  ["pmc1234", ["pmc:PMC1234"]],
  ["PMC:pmc1234", ["pmc:pmc1234", "pmc:PMC1234"]],
  ["12345678", ["pubmed:12345678"]],
  ["PubMed:1", ["pubmed:1"]],
  ["OpenAlex:W1", ["openalex:W1"]],
  ["s3://raw/raw-data/a.gz", []],
  ["papers-1.xml.gz", []],
  ["", []],
  ["two words", []],
])("%j can name %j", (text, ids) => {
  expect(namedPaperIds(text)).toEqual(ids);
});
