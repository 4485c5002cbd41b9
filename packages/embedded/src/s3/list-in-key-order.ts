import type { FauxqsStores } from "./fauxqs-stores.ts";

type S3Store = FauxqsStores["s3Store"];

/**
 * Lists objects in the order of S3: by the bytes of their keys in UTF-8. fauxqs sorts by the rules of a language and continues by character
 * codes, so a list of several pages would lack objects and have others twice.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ListingKeysUsingAPIs.html
 */
export function listInKeyOrder(s3Store: S3Store): void {
  const listAll = s3Store.listObjects.bind(s3Store);
  s3Store.listObjects = (bucket, { maxKeys = 1_000, startAfter, marker, ...others } = {}) => {
    const { objects, commonPrefixes } = listAll(bucket, { ...others, maxKeys: Number.POSITIVE_INFINITY });
    const after = Buffer.from(startAfter || marker || "");
    const entries = [
      ...objects.map((object) => ({ name: Buffer.from(object.key), object })),
      ...commonPrefixes.map((prefix) => ({ name: Buffer.from(prefix), prefix })),
    ]
      .filter(({ name }) => name.compare(after) > 0)
      .sort((a, b) => a.name.compare(b.name));
    const page = entries.slice(0, maxKeys);
    return {
      objects: page.flatMap((entry) => ("object" in entry ? [entry.object] : [])),
      commonPrefixes: page.flatMap((entry) => ("prefix" in entry ? [entry.prefix] : [])),
      isTruncated: entries.length > page.length,
    };
  };
}
