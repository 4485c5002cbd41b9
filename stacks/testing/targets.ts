import { target } from "./evaluate.ts";

export const SUBSCRIBERS = ["222233334444", "555566667777"] as const;

/** The targets of the tests. Each stage is in another region. Production is evaluated twice: with every setting that changes resources, and without settings. */
export const TARGETS = {
  dev: target("dev"),
  test: target("test", { partition: "aws-cn", region: "cn-north-1", account: "999988887777" }),
  production: target("production", {
    region: "us-west-2",
    environment: {
      PAPERLEDGER_PROCESSOR_MEMORY_MB: "2048",
      PAPERLEDGER_PROCESSOR_TIMEOUT_MINUTES: "10",
      PAPERLEDGER_PROCESSOR_CONCURRENCY: "8",
      PAPERLEDGER_BACKFILL_CONCURRENCY: "3",
      PAPERLEDGER_BACKFILL_BUCKETS: "openalex,archive.example",
      PAPERLEDGER_PROCESSOR_RESERVED_CONCURRENCY: "11",
      PAPERLEDGER_BATCHES_IN_FLIGHT: "48",
      PAPERLEDGER_PAPERS_WARM_WRITES: "40000",
      PAPERLEDGER_FEEDS: "arxiv=26,pubmed/updates=168,pubmed-updates=168",
      PAPERLEDGER_EMBEDDER: "bedrock",
      PAPERLEDGER_SUBSCRIBER_ACCOUNTS: SUBSCRIBERS.join(","),
      PAPERLEDGER_ALARM_EMAIL: "operator@example.org",
    },
  }),
  // A new account in a small region: production with nothing set.
  prod: target("prod", { region: "ap-east-2" }),
  alice: target("alice", { dev: true }),
} as const;

export type Stage = keyof typeof TARGETS;

/** The stages of most tests. `prod` is for tests of a small region and a new account. `alice` is for tests of `sst dev`. */
export const STAGES: readonly Stage[] = ["dev", "test", "production"];
