import { atomEntry } from "@paperledger/core/formats/fixtures/atom-feed";
import { randomNumbers } from "@paperledger/faults/random-numbers";
import { prose } from "./prose.ts";

/** The number of different texts. Making a text for each of a million papers would take longer than ingesting them. */
const TEXTS = 5_000;
const texts = new Map<number, string>();
const ID = "{id}";

/**
 * Returns an `<entry>` as in the arXiv API, of about 2 KB: six authors, three categories, an abstract. Its item in the papers table
 * has about 3 KB. The same number always gives the same entry.
 */
export function feedEntry(nth: number): string {
  const seed = nth % TEXTS;
  const text = texts.get(seed) ?? entryText(seed);
  texts.set(seed, text);
  return text.replaceAll(ID, entryId(nth));
}

function entryText(seed: number): string {
  const random = randomNumbers(seed + 1);
  return atomEntry({
    name: `${ID}v1`,
    title: prose(random, 80),
    updated: "2024-02-01T00:00:00Z",
    summary: prose(random, 400 + random.below(700)),
    published: "2024-01-01T00:00:00Z",
    comment: "12 pages, 5 figures",
    authors: Array.from({ length: 6 }, () => prose(random, 16)),
    categories: ["cs.LG", "cs.DL", "stat.ML"],
  });
}

/** Returns an id in arXiv's form, with 100,000 ids in each month. Different numbers below 12 million have different ids. */
export function entryId(nth: number): string {
  const month = Math.floor(nth / 100_000);
  const digits = (value: number, length: number) => String(value).padStart(length, "0");
  return `${digits(10 + Math.floor(month / 12), 2)}${digits(1 + (month % 12), 2)}.${digits(nth % 100_000, 5)}`;
}
