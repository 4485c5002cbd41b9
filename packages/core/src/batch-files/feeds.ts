import { RAW_DATA_PREFIX } from "./object-keys.ts";

/** A feed, and the hours within which it is expected to deliver its next batch file. */
export interface Feed {
  /** The feed's name, for example `arxiv` or `pubmed/updates`. Its batch files are under `raw-data/<name>/`. */
  readonly name: string;
  readonly hours: number;
}

/** Thrown for a setting of expected feeds that cannot be read. The message contains the faulty part. */
export class FeedsError extends Error {
  override readonly name = "FeedsError";
}

/** A week: the longest time that a CloudWatch alarm can look back. */
const MAX_HOURS = 7 * 24;

/**
 * Reads the feeds in a setting, which are separated by commas. Returns no feeds if the setting is not set.
 *
 * @throws FeedsError
 * @example
 * readFeeds("arxiv=26, pubmed/updates=168"); // [{ name: "arxiv", hours: 26 }, { name: "pubmed/updates", hours: 168 }]
 */
export function readFeeds(setting: string | undefined): readonly Feed[] {
  const parts = (setting ?? "").split(",").map((part) => part.trim());
  const feeds = parts.filter((part) => part !== "").map(readFeed);
  const names = feeds.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new FeedsError(`names the feed ${twice} twice`);
  return feeds;
}

function readFeed(part: string): Feed {
  const [, name, hours] = /^([\w.-]+(?:\/[\w.-]+)*)=(\d{1,3})$/.exec(part) ?? [];
  if (name === undefined || Number(hours) < 1 || Number(hours) > MAX_HOURS)
    throw new FeedsError(
      `has ${JSON.stringify(part)}, which is not NAME=HOURS with 1 to ${MAX_HOURS} hours, such as arxiv=26`,
    );
  return { name, hours: Number(hours) };
}

/** Returns the feeds to which a batch file belongs, judged by its key. */
export const feedsOf = (key: string, feeds: readonly Feed[]): readonly Feed[] =>
  feeds.filter(({ name }) => key.startsWith(`${RAW_DATA_PREFIX}${name}/`));
