import { target } from "./evaluate.ts";

export const SUBSCRIBERS = ["222233334444", "555566667777"] as const;

/** What the tests evaluate: each stage somewhere else, and production with every setting given that changes what is created. */
export const TARGETS = {
  dev: target("dev"),
  test: target("test", { partition: "aws-cn", region: "cn-north-1", account: "999988887777" }),
  production: target("production", {
    region: "us-west-2",
    environment: {
      PAPERLEDGER_PROCESSOR_MEMORY_MB: "2048",
      PAPERLEDGER_PROCESSOR_TIMEOUT_MINUTES: "10",
      PAPERLEDGER_PROCESSOR_RESERVED_CONCURRENCY: "10",
      PAPERLEDGER_BATCHES_IN_FLIGHT: "48",
      PAPERLEDGER_EMBEDDER: "bedrock",
      PAPERLEDGER_SUBSCRIBER_ACCOUNTS: SUBSCRIBERS.join(","),
      PAPERLEDGER_ALARM_EMAIL: "operator@example.org",
    },
  }),
  alice: target("alice", { dev: true }),
} as const;

export type Stage = keyof typeof TARGETS;

/** Those that are deployed; alice is at work with `sst dev`. */
export const STAGES: readonly Stage[] = ["dev", "test", "production"];
