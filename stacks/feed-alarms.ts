import { readFeeds } from "@paperledger/core/batch-files/feeds";
import { RAW_DATA_PREFIX } from "@paperledger/core/batch-files/object-keys";
import type { Alarm } from "./alarm.ts";
import { feedMetric } from "./metrics.ts";
import type { Settings } from "./settings.ts";

/**
 * Returns an alarm for each feed that is expected. It looks back hour by hour, so it tells within an hour. The name keeps the
 * slashes of the feed, which CloudWatch takes: the feeds `a/b` and `a-b` have an alarm each.
 */
export const feedAlarms = ({ texts }: Settings["processor"]): readonly Alarm[] =>
  readFeeds(texts.FEEDS).map(({ name, hours }) => ({
    name: `feed-missing-${name}`,
    heading: "feed-missing",
    meaning: `No run has begun with a batch file under ${RAW_DATA_PREFIX}${name}/ for ${hours} hours. Look whether whoever sends it has a fault, and whether uploads wait.`,
    isOfAbsence: true,
    threshold: 1,
    periodMinutes: 60,
    periods: hours,
    sumOf: feedMetric(name),
  }));
