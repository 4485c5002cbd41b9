import { DEPLOYMENT_SETTINGS } from "./deployment-settings.ts";
import { type EventFeatures, missingFeatures } from "./event-features.ts";
import type { Settings } from "./settings.ts";
import { stagePolicy } from "./stage-policy.ts";

/**
 * Returns warnings about a successful deployment. They are among the outputs, which `sst deploy` prints last.
 */
export const warningsOf = (
  settings: Settings,
  features: EventFeatures,
  region: string,
): Readonly<Record<string, string>> => ({
  ...(stagePolicy($app.stage).keepsData &&
    settings.alarmEmail === undefined && {
      WARNING_alarms: `NOBODY GETS THE ALARMS: set ${DEPLOYMENT_SETTINGS.alarmEmail.setting} and deploy again, or subscribe to the topic alarmTopic`,
    }),
  ...missingFeatures(settings, features, region),
});
