import { RAW_DATA_PREFIX } from "./object-keys.ts";

/** A feed that is expected to bring a batch file at least every so many hours. */
export interface Feed {
  /** Names the feed, for example `arxiv` or `pubmed/updates`: its batch files lie under `raw-data/<name>/`. */
  readonly name: string;
  readonly hours: number;
}

/** A setting does not say which feeds are expected. The message names the part at fault. */
export class FeedsError extends Error {
  override readonly name = "FeedsError";
}

/** A week, the most that an alarm of CloudWatch looks back over. */
const MAX_HOURS = 7 * 24;

/**
 * Reads the feeds that a setting names, with commas. There are none if it is not set.
 *
 * @throws FeedsError
 * @example readFeeds("arxiv=26, pubmed/updates=170")
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

/** Returns the feeds that a batch file belongs to, by its key. */
export const feedsOf = (key: string, feeds: readonly Feed[]): readonly Feed[] =>
  feeds.filter(({ name }) => key.startsWith(`${RAW_DATA_PREFIX}${name}/`));
