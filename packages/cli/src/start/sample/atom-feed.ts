import { XMLBuilder } from "fast-xml-parser";
import type { SamplePaper } from "./sample-paper.ts";

/**
 * Members that begin with `@` become attributes. For the value `true`, the builder would write an attribute without a value, which
 * XML does not allow.
 */
const builder = new XMLBuilder({
  attributeNamePrefix: "@",
  ignoreAttributes: false,
  suppressBooleanAttributes: false,
  suppressEmptyNode: true,
  format: true,
});

const ARXIV = "http://arxiv.org/schemas/atom";

/** A paper's entry in a feed. Its members become elements, in this order. */
export type AtomEntry = ReturnType<typeof atomEntry>;

/**
 * Returns an answer of the arXiv API.
 *
 * @see https://info.arxiv.org/help/api/user-manual.html#52-details-of-atom-results-returned
 */
export const atomFeed = (entries: readonly AtomEntry[]): string =>
  builder.build({
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    feed: {
      "@xmlns:opensearch": "http://a9.com/-/spec/opensearch/1.1/",
      "@xmlns:arxiv": ARXIV,
      "@xmlns": "http://www.w3.org/2005/Atom",
      id: "https://arxiv.org/api/paperledger-sample",
      title: "Synthetic papers in the form of an arXiv API answer",
      updated: "2024-06-01T00:00:00Z",
      "opensearch:itemsPerPage": entries.length,
      "opensearch:totalResults": entries.length,
      "opensearch:startIndex": 0,
      entry: entries,
    },
  });

/** Returns a paper's entry in a feed. */
export function atomEntry(paper: SamplePaper, form?: "without id") {
  const name = `${paper.id}v${paper.version}`;
  const [primary] = paper.categories;
  return {
    ...(form !== "without id" && { id: `http://arxiv.org/abs/${name}` }),
    title: paper.title,
    updated: paper.updatedAt,
    link: [
      { "@href": `https://arxiv.org/abs/${name}`, "@rel": "alternate", "@type": "text/html" },
      {
        "@href": `https://arxiv.org/pdf/${name}`,
        "@rel": "related",
        "@type": "application/pdf",
        "@title": "pdf",
      },
    ],
    summary: paper.summary,
    category: paper.categories.map((term) => ({ "@term": term, "@scheme": ARXIV })),
    published: paper.publishedAt,
    "arxiv:comment": paper.comment,
    "arxiv:primary_category": { "@term": primary },
    author: paper.authors.map((author) => ({ name: author })),
  };
}
