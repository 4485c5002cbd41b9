import { metricAlarm } from "./alarm.ts";
import { deadLetterAlarms } from "./dead-letter-alarms.ts";
import { feedAlarms } from "./feed-alarms.ts";
import type { Monitored } from "./monitored.ts";
import { processorAlarms } from "./processor-alarms.ts";
import { projectionAlarms } from "./projection-alarms.ts";
import type { Settings } from "./settings.ts";
import { throttlingAlarms } from "./throttling-alarms.ts";

/** Returns all alarms in CloudWatch's form. */
export const alarms = (monitored: Monitored, { processor }: Settings) =>
  [
    ...processorAlarms(monitored.ingested, processor),
    ...feedAlarms(processor),
    ...projectionAlarms(monitored.projected),
    ...deadLetterAlarms(monitored),
    ...throttlingAlarms(monitored),
  ].map(metricAlarm);
