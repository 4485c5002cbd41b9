/**
 * Patterns for the names of files that tools and systems leave beside data: Spark, Glue, Hadoop, Hudi, S3's console, S3
 * Inventory, exports of DynamoDB, NLM, PMC, OpenAlex, DataCite, Windows, and tools that pack archives.
 *
 * `*` matches any characters except a slash, `?` matches one such character. A pattern without a slash matches the last part
 * of a key: `*.md5`. A pattern that ends with a slash matches everything in a folder: `_temporary/`.
 */
export const DEFAULT_IGNORED_KEYS: readonly string[] = [
  "_SUCCESS",
  "_started*",
  "_committed*",
  "_temporary/",
  "_delta_log/",
  "_metadata",
  "_common_metadata",
  "*_$folder$",
  "*.crc",
  "*.md5",
  "*.sha1",
  "*.sha256",
  "*.sha512",
  "*SUMS",
  "checksums.txt",
  "*.asc",
  "*.sig",
  "*.tmp",
  "*.inprogress",
  "*._COPYING_",
  "manifest",
  "manifest.json",
  "manifest.txt",
  "manifest.checksum",
  "manifest-summary.*",
  "manifest-files.json",
  "symlink.txt",
  "README",
  "README.*",
  "LICENSE",
  "LICENSE.*",
  "RELEASE_NOTES.*",
  ".*",
  ".hoodie/",
  "__MACOSX/",
  "Thumbs.db",
  "desktop.ini",
  // NLM's statistics of each update file, and PMC's lists of the files in an archive.
  "*_stats.html",
  "*.filelist.csv",
  "*.filelist.txt",
  // DataCite's lists of a month's DOIs.
  "updated_????-??/*.csv",
  "updated_????-??/*.csv.gz",
];

/** Tells whether an object is ignored: its key matches a pattern, or it is the marker of a folder, which has no bytes. */
export type IsIgnored = (key: string, sizeBytes: number) => boolean;

/** Returns the rule for these patterns: see {@link DEFAULT_IGNORED_KEYS}. It does not distinguish upper and lower case. */
export function ignoredKeys(patterns: readonly string[] = DEFAULT_IGNORED_KEYS): IsIgnored {
  const names = new RegExp(`(?:^|/)(?:${patterns.map(asExpression).join("|")})$`, "is");
  return (key, sizeBytes) =>
    (key.endsWith("/") && sizeBytes === 0) || (patterns.length > 0 && names.test(key));
}

const asExpression = (pattern: string) =>
  pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]")
    .replace(/\/$/, "/.*");

/** Reads the patterns in a setting, which are separated by commas. Returns the default patterns if the setting is empty. */
export const readIgnoredKeys = (setting: string | undefined): readonly string[] =>
  setting === undefined || setting.trim() === ""
    ? DEFAULT_IGNORED_KEYS
    : setting
        .split(",")
        .map((pattern) => pattern.trim())
        .filter((pattern) => pattern !== "");
