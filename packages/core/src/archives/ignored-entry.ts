/** The last part of names that archivers and systems leave beside data. */
const BESIDE_DATA =
  /(?:^|\/)(?:\.[^/]*|_SUCCESS|MANIFEST(?:\.\w+)?|README(?:\.\w+)?|[^/]*\.(?:md5|crc|sha\d*)|__MACOSX\/.*)$/i;

/** In DataCite's public data file, each month has a list of its DOIs beside the records. */
const LIST_OF_DOIS = /(?:^|\/)updated_\d{4}-\d{2}\/[^/]*\.csv(?:\.gz)?$/;

/** Whether an entry of this name is no data. */
export const isIgnoredEntry = (name: string): boolean => BESIDE_DATA.test(name) || LIST_OF_DOIS.test(name);
