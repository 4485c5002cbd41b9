import { gzipSync } from "node:zlib";

const entry = (id: number, version: number) => `  <entry>
    <id>http://arxiv.org/abs/2401.${String(id).padStart(5, "0")}v${version}</id>
    <title>Paper ${id}</title>
    <updated>2024-01-0${version}T10:00:00Z</updated>
    <summary>What paper ${id} says in version ${version}.</summary>
    <published>2024-01-01T10:00:00Z</published>
    <author><name>Ada Example</name></author>
    <category term="cs.DL" scheme="http://arxiv.org/schemas/atom"/>
  </entry>`;

const WITHOUT_ID = "  <entry><title>No id</title></entry>";

/** A feed of so many papers in which everything happens: new papers, repeats, older and newer versions, and rejects. */
export function batchFile(papers: number): Buffer {
  const entries = Array.from({ length: papers }, (_, index) => entry(index + 1, 2));
  const more = [entry(1, 1), entry(2, 2), entry(3, 3), WITHOUT_ID, entry(papers, 3), entry(5, 1)];
  const all = [WITHOUT_ID, ...entries, ...more];
  return gzipSync(
    `<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n${all.join("\n")}\n</feed>\n`,
  );
}
