import { readFeeds } from "@paperledger/core/batch-files/feeds";
import { LOG_LEVEL } from "@paperledger/functions/description/every-function";
import { mapValues } from "@paperledger/functions/description/map-values";
import type { NumberSetting } from "@paperledger/functions/description/setting";
import { settingsIn } from "@paperledger/functions/description/settings-in";
import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { PROJECTOR } from "@paperledger/functions/projector/projector-function";
import { VECTORIZER } from "@paperledger/functions/vectorizer/vectorizer-function";
import type { z } from "zod";
import { DEPLOYMENT_SETTINGS } from "./deployment-settings.ts";
import { functionSettings, type Given } from "./function-settings.ts";
import { choiceSchema, numberSchema, optionalNumberSchema, schemaOf } from "./setting-schemas.ts";

/** Thrown if the environment has wrong settings. The message names each wrong variable and what it takes. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

const QUEUES = PROCESSOR.trigger.queues;

/** All settings of the functions, in the order of the list in docs/operations.md. */
export const FUNCTION_SETTINGS = [...[PROCESSOR, PROJECTOR, VECTORIZER].flatMap(settingsIn), LOG_LEVEL];

const SCHEMAS: ReadonlyMap<string, z.ZodType> = new Map([
  ...FUNCTION_SETTINGS.map((setting) => [setting.setting, schemaOf(setting)] as const),
  ...Object.values(DEPLOYMENT_SETTINGS).map(({ setting, schema }) => [setting, schema] as const),
]);

export const SETTING_NAMES: readonly string[] = [...SCHEMAS.keys()];

/** All settings of a deployment. */
export type Settings = ReturnType<typeof read>;

/**
 * Reads the settings of a deployment from the environment, to which SST adds `.env` and `.env.<stage>`. An empty variable counts as not
 * set. An unknown variable that begins with `PAPERLEDGER_` is refused, because it is probably a typing error.
 *
 * @throws SettingsError with every wrong variable
 */
export function settingsOf(environment: Given): Settings {
  const given: Given = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => name.startsWith("PAPERLEDGER_") && value),
  );
  refuse([
    ...Object.keys(given).flatMap((name) => (SCHEMAS.has(name) ? [] : `${name} is not a setting`)),
    ...[...SCHEMAS].flatMap(([name, schema]) =>
      (schema.safeParse(given[name]).error?.issues ?? []).map(({ message }) => `${name} ${message}`),
    ),
  ]);
  refuse(faultsOfFeeds(given));
  const settings = read(given);
  const { timeoutSeconds, numbers, maximumConcurrency, reservedConcurrency } = settings.processor;
  const queued = Object.values(maximumConcurrency).reduce((sum, each) => sum + each, 0);
  if (reservedConcurrency !== undefined && reservedConcurrency < queued) {
    const caps = Object.values(QUEUES).map((queue) => queue.maximumConcurrency.setting);
    refuse([`${PROCESSOR.reservedConcurrency.setting} is below ${caps.join(" and ")} together (${queued})`]);
  }
  if (numbers.CONTINUE_MARGIN_MS > timeoutSeconds * 500)
    refuse([`${PROCESSOR.numbers.CONTINUE_MARGIN_MS.setting} is more than half of the processor's time`]);
  return settings;
}

function faultsOfFeeds(given: Given): readonly string[] {
  const { setting } = PROCESSOR.texts.FEEDS;
  try {
    readFeeds(given[setting]);
    return [];
  } catch (error) {
    return [`${setting} ${error instanceof Error ? error.message : error}`];
  }
}

function refuse(faults: readonly string[]): void {
  if (faults.length > 0)
    throw new SettingsError(
      `cannot deploy with this environment: ${faults.join("; ")}. The settings are ${SETTING_NAMES.join(", ")}`,
    );
}

function read(given: Given) {
  const number = (setting: NumberSetting) => numberSchema(setting).parse(given[setting.setting]);
  const { batchSize, windowSeconds, parallelization } = PROJECTOR.trigger;
  const { papersWarmWrites, backfillBuckets, eventArchive, eventSchemas, subscriberAccounts, alarmEmail } =
    DEPLOYMENT_SETTINGS;
  return {
    processor: {
      ...functionSettings(PROCESSOR, given),
      reservedConcurrency: optionalNumberSchema(PROCESSOR.reservedConcurrency).parse(
        given[PROCESSOR.reservedConcurrency.setting],
      ),
      maximumConcurrency: mapValues(QUEUES, ({ maximumConcurrency }) => number(maximumConcurrency)),
    },
    projector: {
      ...functionSettings(PROJECTOR, given),
      ...mapValues({ batchSize, windowSeconds, parallelization }, number),
    },
    vectorizer: functionSettings(VECTORIZER, given),
    papersWarmWrites: papersWarmWrites.schema.parse(given[papersWarmWrites.setting]),
    backfillBuckets: backfillBuckets.schema.parse(given[backfillBuckets.setting]),
    eventArchive: eventArchive.schema.parse(given[eventArchive.setting]),
    eventSchemas: eventSchemas.schema.parse(given[eventSchemas.setting]),
    subscriberAccounts: subscriberAccounts.schema.parse(given[subscriberAccounts.setting]),
    alarmEmail: alarmEmail.schema.parse(given[alarmEmail.setting]),
    logLevel: choiceSchema(LOG_LEVEL).parse(given[LOG_LEVEL.setting]),
  };
}
