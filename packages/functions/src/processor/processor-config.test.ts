import { expect, test } from "vitest";
import { ConfigurationError } from "../start-up/read-environment.ts";
import { processorConfig } from "./processor-config.ts";

const RESOURCES = {
  PAPERS_TABLE: "papers",
  RUNS_TABLE: "runs",
  ATTEMPTS_TABLE: "attempts",
  RAW_BUCKET: "raw",
  UPLOADS_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/1/uploads",
  BACKFILL_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/1/backfill",
};

test("source texts are stored as text, or as gzip if the environment says so", () => {
  expect(processorConfig(RESOURCES).sourceTextEncoding).toBe("text");
  expect(processorConfig({ ...RESOURCES, SOURCE_TEXT: "gzip" }).sourceTextEncoding).toBe("gzip");
  expect(() => processorConfig({ ...RESOURCES, SOURCE_TEXT: "zip" })).toThrow(ConfigurationError);
  expect(() => processorConfig({ ...RESOURCES, SOURCE_TEXT: "zip" })).toThrow(
    "SOURCE_TEXT: is neither text nor gzip",
  );
});
