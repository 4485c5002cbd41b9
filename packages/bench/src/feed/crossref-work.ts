import { type RandomNumbers, randomNumbers } from "@paperledger/faults/random-numbers";
import { prose } from "./prose.ts";

/** Returns a work as in Crossref's public data file, of about 8 KB: an abstract in JATS, five authors, 25 references. */
export function crossrefWork(nth: number): object {
  const random = randomNumbers(nth + 1);
  const title = prose(random, 80);
  return {
    indexed: moment([2024, 2, 1], "2024-02-01T07:47:00Z", 1_706_773_620_667),
    "reference-count": 25,
    publisher: "Institute of Examples",
    issue: "5",
    license: [
      {
        start: moment([2023, 1, 1], "2023-01-01T00:00:00Z", 1_672_531_200_000),
        "content-version": "vor",
        "delay-in-days": 0,
        URL: "https://example.org/licence",
      },
    ],
    "content-domain": { domain: ["example.org"], "crossmark-restriction": false },
    "short-container-title": ["J. Ex."],
    DOI: `10.5072/BENCH.${nth}`,
    type: "journal-article",
    created: moment([2023, 1, 2], "2023-01-02T20:12:04Z", 1_672_690_324_000),
    page: "37-41",
    source: "Crossref",
    "is-referenced-by-count": random.below(100),
    title: [nth % 4 === 0 ? `${title} of CO<sub>2</sub> &amp; more` : title],
    prefix: "10.5072",
    volume: "4",
    author: Array.from({ length: 5 }, (_, place) => ({
      ORCID: "http://orcid.org/0000-0002-1825-0097",
      "authenticated-orcid": false,
      given: "Ada B.",
      family: prose(random, 8),
      sequence: place === 0 ? "first" : "additional",
      affiliation: [{ name: prose(random, 60) }],
    })),
    member: "263",
    "published-online": { "date-parts": [[2023, 1, 2]] },
    reference: Array.from({ length: 25 }, (_, place) => reference(random, place)),
    "container-title": ["Journal of Examples"],
    "original-title": [],
    language: "en",
    abstract: `<jats:title>Abstract</jats:title><jats:p>${prose(random, 700).replaceAll("&", "&amp;")} at <jats:italic>p</jats:italic> &lt; 0.05.</jats:p>`,
    deposited: moment([2024, 1, 10], "2024-01-10T21:08:49Z", 1_704_920_929_000),
    score: 1,
    issued: { "date-parts": [[2023, 1, 2]] },
    "references-count": 25,
    URL: `http://dx.doi.org/10.5072/BENCH.${nth}`,
    ISSN: ["1520-9202"],
    "issn-type": [{ value: "1520-9202", type: "print" }],
    subject: ["Software", "General Mathematics"],
  };
}

const moment = (date: readonly number[], time: string, timestamp: number) => ({
  "date-parts": [date],
  "date-time": time,
  timestamp,
});

const reference = (random: RandomNumbers, place: number) => ({
  key: `ref${place}`,
  "doi-asserted-by": "publisher",
  DOI: `10.5072/cited.${random.below(100_000)}`,
  "article-title": prose(random, 60),
  author: "Example",
  year: "2010",
});
