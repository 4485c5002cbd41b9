import { DEPLOYMENT_SETTINGS } from "./deployment-settings.ts";
import type { Settings } from "./settings.ts";

/**
 * The regions where EventBridge has schema registries. They have an endpoint of the service `schemas` in botocore 1.43.11.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/feature-availability.html
 */
const WITH_SCHEMAS: readonly string[] = [
  "af-south-1",
  "ap-east-1",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "ca-central-1",
  "cn-north-1",
  "cn-northwest-1",
  "eu-central-1",
  "eu-central-2",
  "eu-north-1",
  "eu-south-1",
  "eu-south-2",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "me-central-1",
  "me-south-1",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-gov-east-1",
  "us-gov-west-1",
  "us-west-1",
  "us-west-2",
];

/**
 * The regions where EventBridge archives events, according to AWS's page of features. The page names Hyderabad as a region with archives,
 * and Taipei, Melbourne and Malaysia as regions without. A region that was not looked up counts as a region without archives.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/feature-availability.html
 */
const WITH_ARCHIVES: readonly string[] = [...WITH_SCHEMAS, "ap-south-2"];

/** The features of EventBridge that a deployment uses. */
export interface EventFeatures {
  readonly archive: boolean;
  readonly schemas: boolean;
}

/** Returns the features of EventBridge that are deployed. The settings decide. With `auto`, the region decides. */
export const eventFeaturesOf = (
  { eventArchive, eventSchemas }: Pick<Settings, "eventArchive" | "eventSchemas">,
  region: string,
): EventFeatures => ({
  archive: isWanted(eventArchive, WITH_ARCHIVES.includes(region)),
  schemas: isWanted(eventSchemas, WITH_SCHEMAS.includes(region)),
});

const isWanted = (setting: "auto" | "yes" | "no", isKnown: boolean): boolean =>
  setting === "auto" ? isKnown : setting === "yes";

/** Returns warnings about the features that a deployment lacks because of its region. */
export function missingFeatures(
  settings: Pick<Settings, "eventArchive" | "eventSchemas">,
  { archive, schemas }: EventFeatures,
  region: string,
): Readonly<Record<string, string>> {
  const { eventArchive, eventSchemas } = DEPLOYMENT_SETTINGS;
  const because = (setting: string) =>
    `EventBridge is not known to have this feature in ${region}. If it has, set ${setting}=yes and deploy again`;
  return {
    ...(settings.eventArchive === "auto" &&
      !archive && {
        WARNING_archive: `events are published but not archived, so they cannot be replayed from an archive: ${because(eventArchive.setting)}`,
      }),
    ...(settings.eventSchemas === "auto" &&
      !schemas && {
        WARNING_schemas: `the events' schemas are not in a registry, but only in docs/events.md: ${because(eventSchemas.setting)}`,
      }),
  };
}
