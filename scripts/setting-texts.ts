import type { LOG_LEVEL } from "@paperledger/functions/description/every-function";
import type { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import type { PROJECTOR } from "@paperledger/functions/projector/projector-function";
import type { VECTORIZER } from "@paperledger/functions/vectorizer/vectorizer-function";

/** The names of the settings in a description, at any depth. */
type NamesIn<Described> = Described extends { readonly setting: infer Name extends string }
  ? Name
  : Described extends readonly unknown[]
    ? never
    : Described extends object
      ? { [Key in keyof Described]: NamesIn<Described[Key]> }[keyof Described]
      : never;

type FunctionSettingName = NamesIn<
  typeof PROCESSOR | typeof PROJECTOR | typeof VECTORIZER | typeof LOG_LEVEL
>;

export interface SettingText {
  readonly meaning: string;
  /** The default of a text, in words. */
  readonly otherwise?: string;
}

/** The words of docs/operations.md on each setting of a function. Each function loads its description, so the words are not in the descriptions. */
export const SETTING_TEXTS: Readonly<Record<FunctionSettingName, SettingText>> = {
  PAPERLEDGER_PROCESSOR_CONCURRENCY: {
    meaning:
      "batch files that are processed at once; the others wait in the queue. A new account has 10 invocations for all of its functions: leave some to the projector and the subscriber",
  },
  PAPERLEDGER_BACKFILL_CONCURRENCY: {
    meaning:
      "batch files of a backfill that are processed at once, in addition to `PAPERLEDGER_PROCESSOR_CONCURRENCY`",
  },
  PAPERLEDGER_CONTINUE_MARGIN_MS: {
    meaning:
      "this long before the timeout, a run is handed to another invocation; at most half of the timeout",
  },
  PAPERLEDGER_BATCHES_IN_FLIGHT: { meaning: "batches that are written at once, for each file" },
  PAPERLEDGER_MAX_RECORD_BYTES: { meaning: "a longer record is rejected" },
  PAPERLEDGER_MAX_UNCOMPRESSED_BYTES: { meaning: "a longer file fails: the guard against compression bombs" },
  PAPERLEDGER_MAX_FILE_MS: {
    meaning:
      "if the invocations of a run work longer, it fails (`too-long`), and goes on when it is redriven. Time in the queue does not count",
  },
  PAPERLEDGER_SOURCE_TEXT: {
    meaning:
      "how the table keeps `raw_xml` and `raw_json` ([decision 42](decisions/0042-source-text-as-gzip.md)). For records of 14 KB, `gzip` takes a third of the write units, and some processor time. You can switch at any time. `backfill` uses it for its estimate",
  },
  PAPERLEDGER_FEEDS: {
    meaning:
      "the expected feeds, each with 1 to 168 hours. With `arxiv=26,pubmed/updates=168`, an alarm goes off if no run has begun with a file under `raw-data/arxiv/` for 26 hours",
  },
  PAPERLEDGER_IGNORED_KEYS: {
    meaning:
      "patterns, separated by commas, in place of the [default ones](../packages/core/src/batch-files/ignored-keys.ts). `_temporary/` matches a folder. An object that matches, or an empty folder marker, gets a line in the processor's log and no run. `backfill` leaves such files out too",
    otherwise:
      "files that Spark, Glue, S3 Inventory, NLM and archivers put next to data, such as `_SUCCESS`, `*.md5`, `*.crc`, `manifest.json`, `README.*`",
  },
  PAPERLEDGER_PROCESSOR_MEMORY_MB: {
    meaning: "memory of the processor; Lambda gives CPU in proportion, one whole vCPU at 1769 MB",
  },
  PAPERLEDGER_PROCESSOR_TIMEOUT_MINUTES: { meaning: "time of one invocation of the processor" },
  PAPERLEDGER_PROCESSOR_RESERVED_CONCURRENCY: {
    meaning:
      "invocations that are reserved for the processor, and also its maximum. It must be at least the sum of `PAPERLEDGER_PROCESSOR_CONCURRENCY` and `PAPERLEDGER_BACKFILL_CONCURRENCY`. The account needs a concurrency of more than 100",
  },
  PAPERLEDGER_PROJECTOR_BATCH_SIZE: { meaning: "stream records that the projector gets at once" },
  PAPERLEDGER_PROJECTOR_WINDOW_SECONDS: { meaning: "time to wait until a batch of stream records is full" },
  PAPERLEDGER_PROJECTOR_PARALLELIZATION: { meaning: "invocations at once for each shard of the stream" },
  PAPERLEDGER_PROJECTOR_ANSWER_MARGIN_MS: {
    meaning: "the projector stops working and answers this long before its timeout of a minute",
  },
  PAPERLEDGER_PROJECTOR_MEMORY_MB: { meaning: "memory of the projector" },
  PAPERLEDGER_EMBEDDER: {
    meaning: "the maker of vectors. `bedrock` needs access to Titan Text Embeddings V2 in this region",
  },
  PAPERLEDGER_VECTORIZER_MEMORY_MB: { meaning: "memory of the vectorizer" },
  PAPERLEDGER_LOG_LEVEL: { meaning: "lines below this level are not logged" },
};
