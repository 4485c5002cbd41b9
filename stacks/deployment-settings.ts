import { WARM_WRITES } from "@paperledger/aws/tables/warm-writes";
import * as z from "zod";

const accountIds = z
  .string()
  .transform((text) => text.split(",").map((account) => account.trim()))
  .pipe(
    z.array(
      z.string().regex(/^\d{12}$/, { error: "is not a list of 12-digit account ids, separated by commas" }),
    ),
  )
  .pipe(
    z.array(z.string()).max(20, { error: "names more than 20 accounts: they would not fit a bus policy" }),
  );

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketNames = z
  .string()
  .transform((text) => text.split(",").map((bucket) => bucket.trim()))
  .pipe(
    z.array(
      z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, {
        error: "is not a list of bucket names, separated by commas",
      }),
    ),
  )
  .pipe(
    z
      .array(z.string())
      .max(20, { error: "names more than 20 buckets: they would not fit the processor's policy" }),
  );

/** A setting of a deployment, and how the list of settings in docs/operations.md shows it. */
interface DeploymentSetting {
  readonly setting: `PAPERLEDGER_${string}`;
  readonly schema: z.ZodType;
  /** Without a default, the setting is not set. */
  readonly default?: string;
  readonly takes: string;
  readonly meaning: string;
}

/** `auto` means yes if the region is known to have the feature. */
const autoYesNo = z.enum(["auto", "yes", "no"], { error: "is not auto, yes or no" }).default("auto");

const warmWrites = z
  .string()
  .regex(/^\d{1,9}$/, { error: "is not a whole number" })
  .transform(Number)
  .pipe(
    z
      .number()
      .min(WARM_WRITES.from, { error: `is below ${WARM_WRITES.from}` })
      .max(WARM_WRITES.to, { error: `is above ${WARM_WRITES.to}` }),
  );

/** The settings of a deployment that belong to no function. */
export const DEPLOYMENT_SETTINGS = {
  papersWarmWrites: {
    setting: "PAPERLEDGER_PAPERS_WARM_WRITES",
    schema: warmWrites.optional(),
    takes: `write units a second, ${WARM_WRITES.from} to ${WARM_WRITES.to}`,
    meaning:
      "warm throughput of the papers table: the writes that it takes at once, without growing first. It is paid once, and cannot be lowered again",
  },
  backfillBuckets: {
    setting: "PAPERLEDGER_BACKFILL_BUCKETS",
    schema: bucketNames.default([]),
    takes: "text",
    meaning:
      "buckets, separated by commas, from which the processor may read objects that `backfill` sends to it. It may always read objects under `raw-data/` of the raw bucket",
  },
  eventArchive: {
    setting: "PAPERLEDGER_EVENT_ARCHIVE",
    schema: autoYesNo,
    default: "`auto`",
    takes: "`auto`, `yes`, `no`",
    meaning:
      "if published events are archived, so that they can be replayed. `auto`: yes if the region is known to have archives",
  },
  eventSchemas: {
    setting: "PAPERLEDGER_EVENT_SCHEMAS",
    schema: autoYesNo,
    default: "`auto`",
    takes: "`auto`, `yes`, `no`",
    meaning:
      "if the events' schemas are published in a registry. `auto`: yes if the region is known to have schema registries",
  },
  subscriberAccounts: {
    setting: "PAPERLEDGER_SUBSCRIBER_ACCOUNTS",
    schema: accountIds.default([]),
    takes: "text",
    meaning: "accounts, separated by commas, that may make their own rules on the bus",
  },
  alarmEmail: {
    setting: "PAPERLEDGER_ALARM_EMAIL",
    schema: z.email({ error: "is not an e-mail address" }).optional(),
    takes: "text",
    meaning: "the address that gets alarms, after you confirm SNS's first message",
  },
} as const satisfies Readonly<Record<string, DeploymentSetting>>;
