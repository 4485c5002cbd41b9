import { expect, test } from "vitest";
import { objectInS3 } from "./object-in-s3.ts";

test("an address in S3 is a bucket and a key, whatever the key holds", () => {
  expect(objectInS3("s3://raw/raw-data/a b/ü?.gz")).toEqual({ bucket: "raw", key: "raw-data/a b/ü?.gz" });
});

test("anything else is a path", () => {
  expect(objectInS3("papers.gz")).toBeUndefined();
  expect(objectInS3("./s3://raw/key")).toBeUndefined();
});

test.each(["s3://", "s3://raw", "s3://raw/", "s3:///key"])("%s lacks its bucket or its key", (address) => {
  expect(() => objectInS3(address)).toThrow(/give s3:\/\/BUCKET\/KEY/);
});
