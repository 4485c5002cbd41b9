import { expect, test } from "vitest";
import { DEFAULT_IGNORED_KEYS, ignoredKeys, readIgnoredKeys } from "./ignored-keys.ts";

const isIgnored = ignoredKeys();

test.each([
  "raw-data/2024/_SUCCESS",
  "_SUCCESS",
  "raw-data/part-0001.json.gz.crc",
  "raw-data/.part-0001.json.crc",
  "raw-data/pubmed24n0001.xml.gz.md5",
  "raw-data/manifest",
  "raw-data/MANIFEST",
  "raw-data/inventory/2024-01-01T00-00Z/manifest.json",
  "raw-data/inventory/manifest.checksum",
  "raw-data/AWSDynamoDB/1/manifest-summary.md5",
  "raw-data/year=2024_$folder$",
  "raw-data/README.txt",
  "raw-data/.DS_Store",
  "raw-data/__MACOSX/papers.json",
  "raw-data/__MACOSX/a/papers.json",
  "raw-data/_temporary/0/_temporary/attempt_202401020304_m_000000_0/part-00000.json.gz",
  "raw-data/_delta_log/00000000000000000000.json",
  "raw-data/dois/updated_2024-03/2024-03.csv.gz",
  "raw-data/SHA256SUMS",
  "raw-data/checksums.txt",
  "raw-data/papers.jsonl.gz.asc",
  "raw-data/part-0.jsonl.tmp",
  "raw-data/part-0-1.inprogress",
  "raw-data/papers.json.gz._COPYING_",
  "raw-data/LICENSE.txt",
  "raw-data/RELEASE_NOTES.txt",
  "raw-data/table/.hoodie/20240102030405.commit",
  "raw-data/Thumbs.db",
  "raw-data/pubmed24n1220_stats.html",
  "raw-data/oa_comm_xml.PMC000xxxxxx.baseline.2024-06-18.filelist.csv",
])("%s is not a batch file", (key) => {
  expect(isIgnored(key, 10)).toBe(true);
});

test.each([
  "raw-data/pubmed24n0001.xml.gz",
  "raw-data/manifest-2024.jsonl",
  "raw-data/my_SUCCESS",
  "raw-data/README/papers.json",
  "raw-data/my_temporary/papers.json",
  "raw-data/_temporary.json",
  "raw-data/md5",
  "raw-data/papers.csv",
  "raw-data/filelist.json",
  "raw-data/papers.tmp.json",
  "raw-data/LICENSE-papers.json",
  "raw-data/part-0001.json",
  "raw-data/folder/",
])("%s is one", (key) => {
  expect(isIgnored(key, 10)).toBe(false);
});

test("a folder's marker has no bytes", () => {
  expect(isIgnored("raw-data/folder/", 0)).toBe(true);
  expect(isIgnored("raw-data/empty.json", 0)).toBe(false);
});

test("a setting replaces the patterns", () => {
  expect(readIgnoredKeys(undefined)).toBe(DEFAULT_IGNORED_KEYS);
  expect(readIgnoredKeys(" ")).toBe(DEFAULT_IGNORED_KEYS);
  const ours = ignoredKeys(readIgnoredKeys("*.tmp, lists/*.csv ,a+b?,old?/"));
  const ignored = ["x/y.tmp", "x/lists/z.csv", "x/a+bc", "x/old1/y/z"];
  expect(ignored.filter((key) => ours(key, 1))).toEqual(ignored);
  const read = ["x/y.tmpx", "lists/x/z.csv", "_SUCCESS", "aab", "x/old1", "old/y"];
  expect(read.filter((key) => ours(key, 1))).toEqual([]);
});
