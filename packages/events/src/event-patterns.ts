import { type DetailType, detailTypeOf, EVENT_SOURCE } from "./bus-event.ts";
import type { RunEventType } from "./run-event.ts";

/** An EventBridge pattern that matches paperledger's events of some types. */
export interface EventPattern {
  readonly source: readonly [typeof EVENT_SOURCE];
  readonly "detail-type": readonly DetailType[];
}

/**
 * Returns the EventBridge pattern for events of these types.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 * @example
 * new PutRuleCommand({ Name: "vectorize", EventBusName, EventPattern: JSON.stringify(patternFor("batch-done")) });
 */
export const patternFor = (...types: readonly RunEventType[]): EventPattern => ({
  source: [EVENT_SOURCE],
  "detail-type": types.map((type) => detailTypeOf(type)),
});
