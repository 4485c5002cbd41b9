/**
 * The names of files that tools and systems leave beside data: Spark, Glue, Hadoop, Hudi and S3's console, S3 Inventory and exports of
 * DynamoDB, NLM, PMC, OpenAlex and DataCite, Windows, and whoever packs archives. `*` stands for any characters of a name, `?` for one. A pattern without a slash
 * is that of a key's last name. One that ends in a slash is that of a folder, and stands for all that is in it.
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
  // What NLM writes of each update file, and PMC's lists of what is in an archive.
  "*_stats.html",
  "*.filelist.csv",
  "*.filelist.txt",
  // DataCite's lists of the DOIs of a month.
  "updated_????-??/*.csv",
  "updated_????-??/*.csv.gz",
];

/** Tells whether an object is no batch file by its key, or by being a folder's marker, which has no bytes. */
export type IsIgnored = (key: string, sizeBytes: number) => boolean;

/** Makes the rule for keys out of such patterns. Upper and lower case are the same. */
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

/** Reads patterns as a setting has them, with commas; the default ones where there is no setting. */
export const readIgnoredKeys = (setting: string | undefined): readonly string[] =>
  setting === undefined || setting.trim() === ""
    ? DEFAULT_IGNORED_KEYS
    : setting
        .split(",")
        .map((pattern) => pattern.trim())
        .filter((pattern) => pattern !== "");
