import { gzipSync } from "node:zlib";
import { atomEntry, atomFeed } from "@paperledger/core/formats/fixtures/atom-feed";

const entry = (id: number, version: number) =>
  atomEntry({
    name: `2401.${String(id).padStart(5, "0")}v${version}`,
    title: `Paper ${id}`,
    updated: `2024-01-0${version}T10:00:00Z`,
    summary: `The summary of paper ${id} in version ${version}.`,
    published: "2024-01-01T10:00:00Z",
    authors: ["Ada Example"],
    categories: ["cs.DL"],
  });

const WITHOUT_ID = atomEntry({ title: "No id" });

/**
 * Returns a feed with this many papers and all kinds of records: new papers, repeats, older and newer versions, and rejects.
 *
 * @param before the number of papers in earlier files. This file repeats none of them
 */
export function batchFile(papers: number, before = 0): Buffer {
  const nth = (number: number, version: number) => entry(before + number, version);
  const entries = Array.from({ length: papers }, (_, index) => nth(index + 1, 2));
  const more = [nth(1, 1), nth(2, 2), nth(3, 3), WITHOUT_ID, nth(papers, 3), nth(5, 1)];
  return gzipSync(atomFeed([WITHOUT_ID, ...entries, ...more]));
}
