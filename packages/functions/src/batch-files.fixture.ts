import { gzipSync } from "node:zlib";
import { atomEntry, atomFeed as feedOf } from "@paperledger/core/formats/fixtures/atom-feed";

/** An entry of an arXiv Atom feed. Absent fields are made from the id and the version. */
export interface Entry {
  readonly id?: string;
  readonly version?: number;
  readonly updated?: string;
  readonly title?: string;
  readonly summary?: string;
}

const entryText = ({ id = "2401.00001", version = 1, updated, title, summary }: Entry) =>
  atomEntry({
    name: `${id}v${version}`,
    title: title ?? `A paper\n  called ${id}`,
    updated: updated ?? `2024-01-${String(version).padStart(2, "0")}T10:00:00Z`,
    summary: summary ?? `What ${id} says\n  in version ${version}.`,
    published: "2024-01-01T10:00:00Z",
    authors: ["Ada Example", "Pál Erdős"],
    categories: ["cs.DL", "cs.IR"],
  });

/** Returns an arXiv Atom feed. A text among the entries is copied unchanged. */
export const atomFeed = (entries: readonly (Entry | string)[]): string =>
  feedOf(entries.map((entry) => (typeof entry === "string" ? entry : entryText(entry))));

export const gzippedFeed = (entries: readonly (Entry | string)[]): Buffer => gzipSync(atomFeed(entries));

/** Returns `count` entries with different ids. */
export const entries = (count: number, more: Omit<Entry, "id"> = {}, firstId = 1): Entry[] =>
  Array.from({ length: count }, (_, index) => ({
    ...more,
    id: `2401.${String(firstId + index).padStart(5, "0")}`,
  }));

/** arXiv's answer to a bad query: a feed with one entry titled Error. */
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
