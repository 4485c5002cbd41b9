import { type RandomNumbers, randomNumbers } from "@paperledger/faults/random-numbers";
import { prose } from "./prose.ts";

/** Returns a work as in OpenAlex's snapshot, of about 14 KB: an inverted index of 150 words, six authorships, locations and citations. */
export function openalexWork(nth: number): object {
  const random = randomNumbers(nth + 1);
  const title = prose(random, 80);
  const id = `https://openalex.org/W${4_000_000_000 + nth}`;
  return {
    id,
    doi: `https://doi.org/10.5072/bench.${nth}`,
    title,
    display_name: title,
    publication_year: 2023,
    publication_date: "2023-01-02",
    ids: { openalex: id, doi: `https://doi.org/10.5072/bench.${nth}`, mag: "2741809807" },
    language: "en",
    primary_location: location(random),
    type: "article",
    open_access: {
      is_oa: true,
      oa_status: "gold",
      oa_url: "https://example.org/a.pdf",
      any_repository_has_fulltext: true,
    },
    authorships: Array.from({ length: 6 }, () => authorship(random)),
    cited_by_count: random.below(100),
    biblio: { volume: "6", issue: null, first_page: "e4375", last_page: "e4375" },
    is_retracted: false,
    primary_topic: topic(random),
    topics: Array.from({ length: 3 }, () => topic(random)),
    keywords: Array.from({ length: 5 }, () => ({
      id: "https://openalex.org/keywords/x",
      display_name: prose(random, 12),
      score: 0.5,
    })),
    concepts: Array.from({ length: 15 }, () => ({
      id: `https://openalex.org/C${random.below(10_000_000)}`,
      wikidata: "https://www.wikidata.org/wiki/Q1713",
      display_name: prose(random, 14),
      level: 2,
      score: random.below(100) / 100,
    })),
    locations: Array.from({ length: 3 }, () => location(random)),
    referenced_works: Array.from(
      { length: 35 },
      () => `https://openalex.org/W${random.below(2_000_000_000)}`,
    ),
    related_works: Array.from({ length: 10 }, () => `https://openalex.org/W${random.below(2_000_000_000)}`),
    abstract_inverted_index: invertedIndex(prose(random, 900)),
    counts_by_year: Array.from({ length: 5 }, (_, place) => ({
      year: 2019 + place,
      cited_by_count: random.below(50),
    })),
    updated_date: "2024-01-10T04:49:10.253446",
    created_date: "2023-01-08",
  };
}

function invertedIndex(text: string): Record<string, number[]> {
  const places: Record<string, number[]> = {};
  for (const [place, word] of text.split(" ").entries()) {
    const known = places[word] ?? [];
    known.push(place);
    places[word] = known;
  }
  return places;
}

const location = (random: RandomNumbers) => ({
  is_oa: true,
  landing_page_url: `https://example.org/${random.below(100_000)}`,
  pdf_url: "https://example.org/a.pdf",
  source: {
    id: "https://openalex.org/S1983995261",
    display_name: "Journal of Examples",
    issn_l: "2167-8359",
    issn: ["2167-8359"],
    is_oa: true,
    is_in_doaj: true,
    host_organization: "https://openalex.org/P4310320104",
    type: "journal",
  },
  license: "cc-by",
  version: "publishedVersion",
  is_accepted: true,
});

const authorship = (random: RandomNumbers) => ({
  author_position: "middle",
  author: {
    id: `https://openalex.org/A${random.below(2_000_000_000)}`,
    display_name: prose(random, 14),
    orcid: "https://orcid.org/0000-0003-1613-5981",
  },
  institutions: [
    {
      id: "https://openalex.org/I4200000001",
      display_name: prose(random, 30),
      ror: "https://ror.org/02nr0ka47",
      country_code: "CA",
      type: "nonprofit",
      lineage: ["https://openalex.org/I4200000001"],
    },
  ],
  countries: ["CA"],
  is_corresponding: false,
  raw_author_name: prose(random, 14),
  raw_affiliation_strings: [prose(random, 80)],
  affiliations: [
    { raw_affiliation_string: prose(random, 80), institution_ids: ["https://openalex.org/I4200000001"] },
  ],
});

const topic = (random: RandomNumbers) => ({
  id: `https://openalex.org/T${random.below(10_000)}`,
  display_name: prose(random, 30),
  score: 0.99,
  subfield: { id: "https://openalex.org/subfields/1804", display_name: prose(random, 30) },
  field: { id: "https://openalex.org/fields/18", display_name: "Decision Sciences" },
  domain: { id: "https://openalex.org/domains/2", display_name: "Social Sciences" },
});
