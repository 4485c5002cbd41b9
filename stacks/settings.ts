import { z } from "zod";

/** The environment does not say what a deployment may be. The message names each variable and what it takes. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, { error: "is not a whole number" })
    .transform(Number)
    .pipe(
      z
        .number()
        .min(from, { error: `is below ${from}` })
        .max(to, { error: `is above ${to}` }),
    );

const accountIds = z
  .string()
  .transform((text) => text.split(",").map((account) => account.trim()))
  .pipe(z.array(z.string().regex(/^\d{12}$/, { error: "is not a list of 12-digit account ids with commas" })))
  .pipe(
    z.array(z.string()).max(20, { error: "names more than 20 accounts: they would not fit a bus policy" }),
  );

const variables = z.object({
  /** MB. Lambda gives CPU in proportion: one whole vCPU at 1,769. */
  PAPERLEDGER_PROCESSOR_MEMORY_MB: wholeNumber(128, 10_240).default(1_024),
  /** Lambda's own maximum is 15 minutes. */
  PAPERLEDGER_PROCESSOR_TIMEOUT_MINUTES: wholeNumber(1, 15).default(15),
  /** What is left of an invocation's time when its run is handed to the next one. */
  PAPERLEDGER_CONTINUE_MARGIN_MS: wholeNumber(1_000, 300_000).default(30_000),
  /** How many batch files are processed at once; as many as the account allows, unless given. */
  PAPERLEDGER_PROCESSOR_RESERVED_CONCURRENCY: wholeNumber(1, 10_000).optional(),
  /** The processor's own limits; its defaults, unless given. */
  PAPERLEDGER_BATCHES_IN_FLIGHT: wholeNumber(1, 256).optional(),
  PAPERLEDGER_MAX_RECORD_BYTES: wholeNumber(1_024, 2 ** 30).optional(),
  PAPERLEDGER_MAX_UNCOMPRESSED_BYTES: wholeNumber(1_024, 2 ** 49).optional(),
  PAPERLEDGER_MAX_FILE_MS: wholeNumber(60_000, 30 * 86_400_000).optional(),
  /** Patterns of the keys that are no batch files, with commas; the default ones, unless given. */
  PAPERLEDGER_IGNORED_KEYS: z.string().max(2_000, { error: "has more than 2000 characters" }).optional(),
  PAPERLEDGER_PROJECTOR_MEMORY_MB: wholeNumber(128, 10_240).default(512),
  /** Stream records a batch. AWS: up to 10,000. */
  PAPERLEDGER_PROJECTOR_BATCH_SIZE: wholeNumber(1, 10_000).default(100),
  /** How long a batch is waited for. AWS: up to 300 seconds. */
  PAPERLEDGER_PROJECTOR_WINDOW_SECONDS: wholeNumber(0, 300).default(1),
  /** Invocations at once for each shard. AWS: up to 10. */
  PAPERLEDGER_PROJECTOR_PARALLELIZATION: wholeNumber(1, 10).default(1),
  /** The time that is left of the projector's minute when it stops working and answers. */
  PAPERLEDGER_PROJECTOR_ANSWER_MARGIN_MS: wholeNumber(1_000, 30_000).default(5_000),
  PAPERLEDGER_VECTORIZER_MEMORY_MB: wholeNumber(128, 10_240).default(512),
  PAPERLEDGER_EMBEDDER: z
    .enum(["local", "bedrock"], { error: "is neither local nor bedrock" })
    .default("local"),
  /** Accounts that may make rules of their own on the bus. */
  PAPERLEDGER_SUBSCRIBER_ACCOUNTS: accountIds.default([]),
  /** Who is written to when an alarm goes off. */
  PAPERLEDGER_ALARM_EMAIL: z.email({ error: "is no e-mail address" }).optional(),
  PAPERLEDGER_LOG_LEVEL: z
    .enum(["DEBUG", "INFO", "WARN", "ERROR"], { error: "is none of DEBUG, INFO, WARN and ERROR" })
    .default("INFO"),
});

const MARGIN_PATH = ["PAPERLEDGER_CONTINUE_MARGIN_MS"];

const schema = variables
  .refine(
    (given) => given.PAPERLEDGER_CONTINUE_MARGIN_MS <= given.PAPERLEDGER_PROCESSOR_TIMEOUT_MINUTES * 30_000,
    { path: MARGIN_PATH, error: "is more than half of the processor's time" },
  )
  .transform((given) => ({
    processor: {
      memoryMb: given.PAPERLEDGER_PROCESSOR_MEMORY_MB,
      timeoutMinutes: given.PAPERLEDGER_PROCESSOR_TIMEOUT_MINUTES,
      continueMarginMs: given.PAPERLEDGER_CONTINUE_MARGIN_MS,
      reservedConcurrency: given.PAPERLEDGER_PROCESSOR_RESERVED_CONCURRENCY,
      limits: {
        BATCHES_IN_FLIGHT: given.PAPERLEDGER_BATCHES_IN_FLIGHT,
        MAX_RECORD_BYTES: given.PAPERLEDGER_MAX_RECORD_BYTES,
        MAX_UNCOMPRESSED_BYTES: given.PAPERLEDGER_MAX_UNCOMPRESSED_BYTES,
        MAX_FILE_MS: given.PAPERLEDGER_MAX_FILE_MS,
        IGNORED_KEYS: given.PAPERLEDGER_IGNORED_KEYS,
      },
    },
    projector: {
      memoryMb: given.PAPERLEDGER_PROJECTOR_MEMORY_MB,
      batchSize: given.PAPERLEDGER_PROJECTOR_BATCH_SIZE,
      windowSeconds: given.PAPERLEDGER_PROJECTOR_WINDOW_SECONDS,
      parallelization: given.PAPERLEDGER_PROJECTOR_PARALLELIZATION,
      answerMarginMs: given.PAPERLEDGER_PROJECTOR_ANSWER_MARGIN_MS,
    },
    vectorizer: {
      memoryMb: given.PAPERLEDGER_VECTORIZER_MEMORY_MB,
      embedder: given.PAPERLEDGER_EMBEDDER,
    },
    subscriberAccounts: given.PAPERLEDGER_SUBSCRIBER_ACCOUNTS,
    alarmEmail: given.PAPERLEDGER_ALARM_EMAIL,
    logLevel: given.PAPERLEDGER_LOG_LEVEL,
  }));

/** What may differ from one deployment to another. */
export type Settings = z.infer<typeof schema>;

export const SETTING_NAMES: readonly string[] = Object.keys(variables.shape);

/**
 * Reads the settings of a deployment from the environment, to which SST adds `.env` and `.env.<stage>`. An empty variable
 * counts as none, and one that begins with `PAPERLEDGER_` and is no setting is refused: it would be a typing error.
 *
 * @throws SettingsError that names every variable at fault
 */
export function settingsOf(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.entries(environment).filter(
    ([name, value]) => name.startsWith("PAPERLEDGER_") && value,
  );
  const unknown = given
    .filter(([name]) => !SETTING_NAMES.includes(name))
    .map(([name]) => `${name} is no setting`);
  const read = schema.safeParse(Object.fromEntries(given));
  const faults = (read.error?.issues ?? []).map(({ path: [name], message }) => `${String(name)} ${message}`);
  if (!read.success || unknown.length > 0)
    throw new SettingsError(
      `cannot deploy with this environment: ${[...unknown, ...faults].join("; ")}. The settings are ${SETTING_NAMES.join(", ")}`,
    );
  return read.data;
}
