import type { RandomNumbers } from "@paperledger/faults/random-numbers";
import { CLOSINGS, OPENINGS, SENTENCES, THEME, TITLES, WORDS } from "./sample-words.ts";

/** One version of an invented paper. */
export interface SamplePaper {
  /** An id in arXiv's form, such as `2401.90001`. arXiv has never had 90,000 papers in a month, so no real paper has such an id. */
  readonly id: string;
  readonly version: number;
  readonly publishedAt: string;
  readonly updatedAt: string;
  readonly title: string;
  readonly summary: string;
  readonly comment: string;
  readonly authors: readonly string[];
  readonly categories: readonly string[];
}

const FIRST_PUBLISHED_AT_MS = Date.UTC(2024, 0, 1);
const HOUR_MS = 3_600_000;
const SENTENCES_BETWEEN = 11;

/** Returns the newest version of the sample's nth paper. */
export function samplePaper(nth: number, random: RandomNumbers): SamplePaper {
  const publishedAtMs = FIRST_PUBLISHED_AT_MS + nth * HOUR_MS + random.below(HOUR_MS);
  const version = 1 + random.below(3);
  const compose = composer(random);
  const title = compose(random.pick(TITLES));
  return {
    id: `2401.${90_001 + nth}`,
    version,
    publishedAt: atomTime(publishedAtMs),
    updatedAt: atomTime(updatedAtMs(publishedAtMs, version)),
    title: title.charAt(0).toUpperCase() + title.slice(1),
    summary: summarySentences(random).map(compose).join(" "),
    comment: `${8 + random.below(40)} pages, ${2 + random.below(12)} figures. Synthetic: a sample of paperledger, not a real paper`,
    authors: several(
      2 + random.below(7),
      () => `${random.pick(WORDS.firstName)} ${random.pick(WORDS.lastName)}`,
    ),
    categories: several(1 + random.below(3), () => random.pick(WORDS.category)),
  };
}

/** Returns the version before, as arXiv published it before the paper was revised. */
export function olderVersion(paper: SamplePaper): SamplePaper {
  const version = paper.version - 1;
  return {
    ...paper,
    version,
    updatedAt: atomTime(updatedAtMs(Date.parse(paper.publishedAt), version)),
    title: `${paper.title} (draft)`,
  };
}

/** Each version comes 30 days after the one before. */
const updatedAtMs = (publishedAtMs: number, version: number) => publishedAtMs + (version - 1) * 720 * HOUR_MS;

const atomTime = (ms: number) => new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");

function summarySentences(random: RandomNumbers): readonly string[] {
  const unused: string[] = [...SENTENCES];
  const middle = Array.from({ length: SENTENCES_BETWEEN }, () =>
    unused.splice(random.below(unused.length), 1),
  );
  return [random.pick(OPENINGS), ...middle.flat(), random.pick(CLOSINGS)];
}

/** Fills the slots of a paper's texts. */
function composer(random: RandomNumbers): (text: string) => string {
  const theme = new Map<string, string>(THEME.map((slot) => [slot, random.pick(WORDS[slot])]));
  return (text) =>
    text.replace(
      /\{(\w+)\}/g,
      (slot, name: string) => theme.get(name) ?? (isSlot(name) ? random.pick<string>(WORDS[name]) : slot),
    );
}

const isSlot = (name: string): name is keyof typeof WORDS => name in WORDS;

/** Makes about this many texts, and drops repeated ones. */
const several = (count: number, make: () => string): string[] => [
  ...new Set(Array.from({ length: count }, make)),
];
