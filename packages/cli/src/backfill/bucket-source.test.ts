import { expect, test } from "vitest";
import { bucketSource } from "./bucket-source.ts";

test("an address in S3 is a bucket and a prefix, which may be empty", () => {
  expect(bucketSource("s3://archive/2024/a b")).toEqual({ bucket: "archive", prefix: "2024/a b" });
  expect(bucketSource("s3://archive/")).toEqual({ bucket: "archive", prefix: "" });
  expect(bucketSource("s3://archive")).toEqual({ bucket: "archive", prefix: "" });
});

test("anything else is a path", () => {
  expect(bucketSource("archive")).toBeUndefined();
  expect(bucketSource("./s3://archive")).toBeUndefined();
});

test.each(["s3://", "s3:///2024/"])("%s names no bucket", (address) => {
  expect(() => bucketSource(address)).toThrow(
    /names no bucket: give s3:\/\/BUCKET, or s3:\/\/BUCKET\/PREFIX/,
  );
});
