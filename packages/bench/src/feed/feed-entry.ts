import { type RandomNumbers, randomNumbers } from "./random-numbers.ts";

const WORDS = (
  "a an the of for with on in we our this that from by is are learning model data deep network graph neural method " +
  "results approach problem show propose novel algorithm system analysis large language quantum field theory energy " +
  "state optimal robust estimation distributed inference training sample Schr&#246;dinger R&amp;D α-decay"
).split(" ");

/** So many papers have a text of their own; to make one for each of a million would take longer than to ingest it. */
const TEXTS = 5_000;
const texts = new Map<number, string>();
const ID = "{id}";

/**
 * An `<entry>` as the arXiv API gives it, of some 2 KB: six authors, three categories, an abstract. Its item in the papers
 * table has some 3 KB. The same for the same number, whatever was made before.
 */
export function feedEntry(nth: number): string {
  const seed = nth % TEXTS;
  const text = texts.get(seed) ?? entryText(seed);
  texts.set(seed, text);
  return text.replaceAll(ID, entryId(nth));
}

function entryText(seed: number): string {
  const random = randomNumbers(seed + 1);
  return `  <entry>
    <id>http://arxiv.org/abs/${ID}v1</id>
    <title>${prose(random, 80)}</title>
    <updated>2024-02-01T00:00:00Z</updated>
    <link href="https://arxiv.org/abs/${ID}v1" rel="alternate" type="text/html"/>
    <link href="https://arxiv.org/pdf/${ID}v1" rel="related" type="application/pdf" title="pdf"/>
    <summary>${prose(random, 400 + random.below(700))}</summary>
    <category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
    <category term="cs.DL" scheme="http://arxiv.org/schemas/atom"/>
    <category term="stat.ML" scheme="http://arxiv.org/schemas/atom"/>
    <published>2024-01-01T00:00:00Z</published>
    <arxiv:comment>12 pages, 5 figures</arxiv:comment>
    <arxiv:primary_category term="cs.LG"/>
${Array.from({ length: 6 }, () => `    <author>\n      <name>${prose(random, 16)}</name>\n    </author>\n`).join("")}  </entry>`;
}

/** Of arXiv's form, a hundred thousand to a month; no two numbers below 12 million have the same. */
export function entryId(nth: number): string {
  const month = Math.floor(nth / 100_000);
  const digits = (value: number, length: number) => String(value).padStart(length, "0");
  return `${digits(10 + Math.floor(month / 12), 2)}${digits(1 + (month % 12), 2)}.${digits(nth % 100_000, 5)}`;
}

function prose(random: RandomNumbers, characters: number): string {
  let text = "";
  while (text.length < characters) text += `${WORDS[random.below(WORDS.length)]} `;
  return text.trimEnd();
}
