import { gzipSync } from "node:zlib";
import { randomNumbers } from "@paperledger/faults/random-numbers";
import { atomEntry, atomFeed } from "./atom-feed.ts";
import { olderVersion, type SamplePaper, samplePaper } from "./sample-paper.ts";

/** The contents of the sample batch file. */
export const SAMPLE = {
  papers: 500,
  /**
   * Records of a paper that the file also holds elsewhere, at the same version or a newer one. Half of them repeat the same
   * version, half have an older one.
   */
  repeats: 12,
  /** Records that are not a paper: an entry without an id. */
  rejects: 1,
} as const;

export const SAMPLE_FILE_NAME = "sample.xml.gz";

const SEED = 20_240_131;

/**
 * Returns the batch file that `paperledger start` ingests into a new data folder: an arXiv Atom feed of synthetic papers, gzipped. It is the
 * same text every time. Each repeat is far from the paper that it repeats. Some repeats are before the paper, and some are after
 * it.
 */
export const sampleBatchFile = (): Buffer => gzipSync(sampleFeed());

/** Returns the same feed, not compressed. */
export function sampleFeed(): string {
  const random = randomNumbers(SEED);
  const papers = Array.from({ length: SAMPLE.papers }, (_, nth) => samplePaper(nth, random));
  const entries = papers.map((paper) => atomEntry(paper));
  for (const [nth, paper] of repeated(papers).entries())
    entries.splice(
      40 * ((5 * nth) % SAMPLE.repeats),
      0,
      atomEntry(nth % 2 === 0 ? paper : olderVersion(paper)),
    );
  entries.splice(
    Math.floor(entries.length / 2),
    0,
    atomEntry(samplePaper(SAMPLE.papers, random), "without id"),
  );
  return atomFeed(entries);
}

/** Returns the papers to repeat, from all parts of the file. Each has an older version. */
const repeated = (papers: readonly SamplePaper[]): readonly SamplePaper[] =>
  papers
    .filter(({ version }) => version > 1)
    .filter((_, nth) => nth % 25 === 0)
    .slice(0, SAMPLE.repeats);
