import { metricAlarm } from "./alarm.ts";
import type { Monitored } from "./monitored.ts";
import { processorAlarms } from "./processor-alarms.ts";
import { projectionAlarms } from "./projection-alarms.ts";
import type { Settings } from "./settings.ts";
import { throttlingAlarms } from "./throttling-alarms.ts";
import { vectorizerAlarms } from "./vectorizer-alarms.ts";

/** Returns all alarms, as CloudWatch takes them. */
export const alarms = (monitored: Monitored, { processor }: Settings) =>
  [
    ...processorAlarms(monitored.ingested, processor),
    ...projectionAlarms(monitored.projected),
    ...vectorizerAlarms(monitored.vectorized),
    ...throttlingAlarms(monitored),
  ].map(metricAlarm);
