import { expect, test } from "vitest";
import { SETTING_NAMES, SettingsError, settingsOf } from "./settings.ts";

test("every setting has a default", () => {
  expect(settingsOf({ PATH: "/bin" })).toEqual({
    processor: {
      memoryMb: 1024,
      timeoutSeconds: 900,
      reservedConcurrency: undefined,
      maximumConcurrency: { uploadsQueue: 5, backfillQueue: 2 },
      numbers: {
        CONTINUE_MARGIN_MS: 30_000,
        BATCHES_IN_FLIGHT: 32,
        MAX_RECORD_BYTES: 524_288,
        MAX_UNCOMPRESSED_BYTES: 17_179_869_184,
        MAX_FILE_MS: 86_400_000,
      },
      choices: { SOURCE_TEXT: "text" },
      texts: { FEEDS: undefined, IGNORED_KEYS: undefined },
    },
    projector: {
      memoryMb: 512,
      timeoutSeconds: 60,
      batchSize: 100,
      windowSeconds: 1,
      parallelization: 1,
      numbers: { ANSWER_MARGIN_MS: 5_000 },
      choices: {},
      texts: {},
    },
    vectorizer: {
      memoryMb: 512,
      timeoutSeconds: 120,
      numbers: {},
      choices: { EMBEDDER: "local" },
      texts: {},
    },
    papersWarmWrites: undefined,
    backfillBuckets: [],
    eventArchive: "auto",
    eventSchemas: "auto",
    subscriberAccounts: [],
    alarmEmail: undefined,
    logLevel: "INFO",
  });
});

test("an empty variable counts as not set", () => {
  const empty = Object.fromEntries(SETTING_NAMES.map((name) => [name, ""]));
  expect(settingsOf(empty)).toEqual(settingsOf({}));
});

test.each([
  [
    "PAPERLEDGER_PROCESSOR_MEMORY_MB",
    "128",
    (settings: ReturnType<typeof settingsOf>) => settings.processor.memoryMb,
    128,
  ],
  [
    "PAPERLEDGER_PROJECTOR_BATCH_SIZE",
    "10000",
    (settings: ReturnType<typeof settingsOf>) => settings.projector.batchSize,
    10_000,
  ],
  [
    "PAPERLEDGER_SUBSCRIBER_ACCOUNTS",
    "111122223333, 444455556666",
    (settings: ReturnType<typeof settingsOf>) => settings.subscriberAccounts,
    ["111122223333", "444455556666"],
  ],
  [
    "PAPERLEDGER_ALARM_EMAIL",
    "a@example.org",
    (settings: ReturnType<typeof settingsOf>) => settings.alarmEmail,
    "a@example.org",
  ],
] as const)("%s may be %s", (name, value, read, expected) => {
  expect(read(settingsOf({ [name]: value }))).toEqual(expected);
});

test.each([
  ["PAPERLEDGER_PROCESSOR_MEMORY_MB", "127", "is below 128"],
  ["PAPERLEDGER_PROCESSOR_MEMORY_MB", "10241", "is above 10240"],
  ["PAPERLEDGER_PROCESSOR_MEMORY_MB", "1 GB", "is not a whole number"],
  ["PAPERLEDGER_PROCESSOR_TIMEOUT_MINUTES", "16", "is above 15"],
  ["PAPERLEDGER_PROCESSOR_CONCURRENCY", "1", "is below 2"],
  ["PAPERLEDGER_PROCESSOR_CONCURRENCY", "1001", "is above 1000"],
  ["PAPERLEDGER_BACKFILL_CONCURRENCY", "1", "is below 2"],
  ["PAPERLEDGER_BACKFILL_CONCURRENCY", "1001", "is above 1000"],
  ["PAPERLEDGER_BACKFILL_BUCKETS", "s3://archive", "is not a list of bucket names"],
  ["PAPERLEDGER_BACKFILL_BUCKETS", "archive,*", "is not a list of bucket names"],
  [
    "PAPERLEDGER_BACKFILL_BUCKETS",
    Array.from({ length: 21 }, (_, n) => `bucket-${n}`).join(),
    "more than 20",
  ],
  ["PAPERLEDGER_PROJECTOR_BATCH_SIZE", "1000000", "is above 10000"],
  ["PAPERLEDGER_PROJECTOR_WINDOW_SECONDS", "301", "is above 300"],
  ["PAPERLEDGER_PROJECTOR_ANSWER_MARGIN_MS", "30001", "is above 30000"],
  ["PAPERLEDGER_FEEDS", "arxiv=26,pubmed", "is not NAME=HOURS with 1 to 168 hours"],
  ["PAPERLEDGER_EMBEDDER", "openai", "is neither local nor bedrock"],
  ["PAPERLEDGER_SUBSCRIBER_ACCOUNTS", "1234", "12-digit account ids"],
  ["PAPERLEDGER_PAPERS_WARM_WRITES", "3999", "is below 4000"],
  ["PAPERLEDGER_PAPERS_WARM_WRITES", "many", "is not a whole number"],
  ["PAPERLEDGER_EVENT_ARCHIVE", "maybe", "is not auto, yes or no"],
  ["PAPERLEDGER_ALARM_EMAIL", "nobody", "is not an e-mail address"],
  ["PAPERLEDGER_LOG_LEVEL", "LOUD", "is not DEBUG"],
])("%s=%s is refused, and the message says why", (name, value, why) => {
  expect(() => settingsOf({ [name]: value })).toThrow(SettingsError);
  expect(() => settingsOf({ [name]: value })).toThrow(new RegExp(`${name}.*${why}`));
});

test("a run is not handed over in the first half of an invocation", () => {
  const settings = { PAPERLEDGER_PROCESSOR_TIMEOUT_MINUTES: "1", PAPERLEDGER_CONTINUE_MARGIN_MS: "30001" };
  expect(() => settingsOf(settings)).toThrow("PAPERLEDGER_CONTINUE_MARGIN_MS is more than half");
  expect(() => settingsOf({ ...settings, PAPERLEDGER_CONTINUE_MARGIN_MS: "30000" })).not.toThrow();
});

test("the processor's reserved concurrency is not below the concurrency of its queues", () => {
  const settings = {
    PAPERLEDGER_PROCESSOR_CONCURRENCY: "20",
    PAPERLEDGER_BACKFILL_CONCURRENCY: "4",
    PAPERLEDGER_PROCESSOR_RESERVED_CONCURRENCY: "23",
  };
  expect(() => settingsOf(settings)).toThrow(
    "PAPERLEDGER_PROCESSOR_RESERVED_CONCURRENCY is below PAPERLEDGER_PROCESSOR_CONCURRENCY and PAPERLEDGER_BACKFILL_CONCURRENCY together (24)",
  );
  const enough = { ...settings, PAPERLEDGER_PROCESSOR_RESERVED_CONCURRENCY: "24" };
  expect(() => settingsOf(enough)).not.toThrow();
});

test("the error names all faults at once, and unknown settings too", () => {
  const faults = {
    PAPERLEDGER_PROCESSOR_MEMROY_MB: "2048",
    PAPERLEDGER_LOG_LEVEL: "x",
    PAPERLEDGER_EMBEDDER: "y",
  };
  for (const name of Object.keys(faults)) expect(() => settingsOf(faults)).toThrow(name);
});
