import { gzipSync } from "node:zlib";

/** An entry of an arXiv Atom feed: what is not given is filled in from the number. */
export interface Entry {
  readonly id?: string;
  readonly version?: number;
  readonly updated?: string;
  readonly title?: string;
  readonly summary?: string;
}

const entryText = ({ id = "2401.00001", version = 1, updated, title, summary }: Entry) => `  <entry>
    <id>http://arxiv.org/abs/${id}v${version}</id>
    <title>${title ?? `A paper\n  called ${id}`}</title>
    <updated>${updated ?? `2024-01-${String(version).padStart(2, "0")}T10:00:00Z`}</updated>
    <link href="https://arxiv.org/abs/${id}v${version}" rel="alternate" type="text/html"/>
    <summary>${summary ?? `What ${id} says\n  in version ${version}.`}</summary>
    <category term="cs.DL" scheme="http://arxiv.org/schemas/atom"/>
    <category term="cs.IR" scheme="http://arxiv.org/schemas/atom"/>
    <published>2024-01-01T10:00:00Z</published>
    <arxiv:primary_category term="cs.DL"/>
    <author><name>Ada Example</name></author>
    <author><name>P&#225;l Erd&#337;s</name></author>
  </entry>`;

/** An arXiv Atom feed; a text among the entries stands in it as it is. */
export const atomFeed = (
  entries: readonly (Entry | string)[],
): string => `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/example</id>
  <title>arXiv Query: search_query=all:example</title>
  <updated>2024-03-01T00:00:00Z</updated>
${entries.map((entry) => (typeof entry === "string" ? entry : entryText(entry))).join("\n")}
</feed>
`;

export const gzippedFeed = (entries: readonly (Entry | string)[]): Buffer => gzipSync(atomFeed(entries));

/** `count` entries with ids of their own. */
export const entries = (count: number, more: Omit<Entry, "id"> = {}, firstId = 1): Entry[] =>
  Array.from({ length: count }, (_, index) => ({
    ...more,
    id: `2401.${String(firstId + index).padStart(5, "0")}`,
  }));

/** What arXiv answers to a bad query: a feed with one entry titled Error. */
export const ERROR_FEED = atomFeed([
  `  <entry>
    <id>https://arxiv.org/api/errors#incorrect_id_format_for_xyz</id>
    <title>Error</title>
    <updated>2024-03-01T00:00:00Z</updated>
    <link href="https://arxiv.org/api/errors#incorrect_id_format_for_xyz" rel="alternate" type="text/html"/>
    <summary>incorrect id format for xyz</summary>
    <author><name>arXiv api core</name></author>
  </entry>`,
]);
