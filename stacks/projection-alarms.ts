import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { PROJECTOR } from "@paperledger/functions/projector/projector-function";
import { type Alarm, IN_ONE_PERIOD_OF_TWO, IN_THREE_PERIODS_OF_FOUR } from "./alarm.ts";
import { functionMetric, mappingMetric, ownMetric } from "./metrics.ts";
import type { Projection } from "./projection.ts";

/** Returns the alarms on statistics and published events that fall behind the event log. */
export const projectionAlarms = ({
  projector,
  mapping,
}: Pick<Projection, "projector" | "mapping">): readonly Alarm[] => [
  {
    name: "projection-behind",
    meaning:
      "Statistics and published events are more than 5 minutes behind the event log. Check whether the projector fails, is throttled, or has too much to do.",
    threshold: 5 * 60_000,
    periodMinutes: 1,
    periods: 3,
    maximumOf: functionMetric(projector, "IteratorAge"),
  },
  {
    name: "projection-absent",
    meaning:
      "Runs begin, but no event was projected for half an hour: the projector is not invoked. Check whether its event source mapping is enabled and its role can read the stream. The stream deletes events after 24 hours.",
    threshold: 1,
    periodMinutes: 15,
    // A run that begins at the end of a period may be projected in the next one.
    periods: 4,
    breaching: 2,
    expression: {
      text: "IF(RUNNING_SUM(FILL(started, 0)) > 0 AND RUNNING_SUM(FILL(projected, 0)) == 0, 1, 0)",
      of: {
        started: ownMetric(PROCESSOR, "RunsStarted"),
        projected: ownMetric(PROJECTOR, "EventsProjected"),
      },
    },
  },
  {
    name: "projection-failing",
    meaning:
      "The projector has kept failing for 15 minutes. Read its log: a record that cannot be read, a slow or throttled table or bus, or a denied permission.",
    threshold: 1,
    periodMinutes: 5,
    ...IN_THREE_PERIODS_OF_FOUR,
    expression: {
      text: "FILL(failures, 0) + FILL(errors, 0)",
      of: {
        failures: ownMetric(PROJECTOR, "ProjectionFailures"),
        errors: functionMetric(projector, "Errors"),
      },
    },
  },
  {
    name: "records-discarded",
    meaning:
      "The projector gave up stream records: their events are missing in the statistics and were not published. They are kept in the discarded bucket: fix the cause, then redrive them.",
    threshold: 1,
    periodMinutes: 5,
    ...IN_ONE_PERIOD_OF_TWO,
    expression: {
      text: "FILL(kept, 0) + FILL(dropped, 0)",
      of: {
        kept: mappingMetric(mapping, "OnFailureDestinationDeliveredEventCount"),
        dropped: mappingMetric(mapping, "DroppedEventCount"),
      },
    },
  },
];
