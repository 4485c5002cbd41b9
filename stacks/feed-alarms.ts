import { readFeeds } from "@paperledger/core/batch-files/feeds";
import { RAW_DATA_PREFIX } from "@paperledger/core/batch-files/object-keys";
import type { Alarm } from "./alarm.ts";
import { feedMetric } from "./metrics.ts";
import type { Settings } from "./settings.ts";

/**
 * Returns an alarm for each expected feed. Its period is an hour, so it goes off within an hour. Its name keeps the slashes of the feed,
 * so that the feeds `a/b` and `a-b` have different alarms.
 */
export const feedAlarms = ({ texts }: Settings["processor"]): readonly Alarm[] =>
  readFeeds(texts.FEEDS).map(({ name, hours }) => ({
    name: `feed-missing-${name}`,
    heading: "feed-missing",
    meaning: `No run has begun with a batch file under ${RAW_DATA_PREFIX}${name}/ for ${hours} hours. Check whether the feed's sender has a fault, and whether uploads wait.`,
    isOfAbsence: true,
    threshold: 1,
    periodMinutes: 60,
    periods: hours,
    sumOf: feedMetric(name),
  }));
