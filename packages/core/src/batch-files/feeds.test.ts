import { describe, expect, test } from "vitest";
import { FeedsError, feedsOf, readFeeds } from "./feeds.ts";

describe("a setting of feeds", () => {
  test("names each feed with the hours in which it is expected", () => {
    expect(readFeeds("arxiv=26, pubmed/updates=168,")).toEqual([
      { name: "arxiv", hours: 26 },
      { name: "pubmed/updates", hours: 168 },
    ]);
  });

  test.each([undefined, "", " , "])("%j names none", (setting) => {
    expect(readFeeds(setting)).toEqual([]);
  });

  test.each([
    "arxiv",
    "arxiv=0",
    "arxiv=169",
    "arxiv=1.5",
    "/arxiv=1",
    "arxiv/=1",
    "ar xiv=1",
    "=5",
    "a=1=2",
  ])("%j is refused with the right form", (setting) => {
    expect(() => readFeeds(setting)).toThrow(FeedsError);
    expect(() => readFeeds(setting)).toThrow(`has ${JSON.stringify(setting)}`);
  });

  test("names a feed once", () => {
    expect(() => readFeeds("arxiv=1,arxiv=2")).toThrow("names the feed arxiv twice");
  });
});

test("a batch file belongs to each feed with a prefix of its key", () => {
  const feeds = readFeeds("arxiv=26,pubmed=26,pubmed/updates=5");
  const namesOf = (key: string) => feedsOf(key, feeds).map(({ name }) => name);
  expect(namesOf("raw-data/arxiv/2026-03-01/a.gz")).toEqual(["arxiv"]);
  expect(namesOf("raw-data/pubmed/updates/a.gz")).toEqual(["pubmed", "pubmed/updates"]);
  expect(namesOf("raw-data/arxiv-old/a.gz")).toEqual([]);
  expect(namesOf("elsewhere/arxiv/a.gz")).toEqual([]);
});
