import type { SamplePaper } from "./sample-paper.ts";

/**
 * An answer of the arXiv API.
 *
 * @see https://info.arxiv.org/help/api/user-manual.html#52-details-of-atom-results-returned
 */
export const atomFeed = (entries: readonly string[]): string => `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/paperledger-sample</id>
  <title>Synthetic papers in the form of an arXiv API answer</title>
  <updated>2024-06-01T00:00:00Z</updated>
  <opensearch:itemsPerPage>${entries.length}</opensearch:itemsPerPage>
  <opensearch:totalResults>${entries.length}</opensearch:totalResults>
  <opensearch:startIndex>0</opensearch:startIndex>
${entries.join("\n")}
</feed>
`;

/** A paper's entry in it. */
export function atomEntry(paper: SamplePaper, form?: "without id"): string {
  const name = `${paper.id}v${paper.version}`;
  const [primary] = paper.categories;
  return [
    "  <entry>",
    ...(form === "without id" ? [] : [`    <id>http://arxiv.org/abs/${name}</id>`]),
    `    <title>${escaped(paper.title)}</title>`,
    `    <updated>${paper.updatedAt}</updated>`,
    `    <link href="https://arxiv.org/abs/${name}" rel="alternate" type="text/html"/>`,
    `    <link href="https://arxiv.org/pdf/${name}" rel="related" type="application/pdf" title="pdf"/>`,
    `    <summary>${escaped(paper.summary)}</summary>`,
    ...paper.categories.map(
      (term) => `    <category term="${term}" scheme="http://arxiv.org/schemas/atom"/>`,
    ),
    `    <published>${paper.publishedAt}</published>`,
    `    <arxiv:comment>${escaped(paper.comment)}</arxiv:comment>`,
    `    <arxiv:primary_category term="${primary}"/>`,
    ...paper.authors.flatMap((author) => [
      "    <author>",
      `      <name>${escaped(author)}</name>`,
      "    </author>",
    ]),
    "  </entry>",
  ].join("\n");
}

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
