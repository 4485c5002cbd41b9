/**
 * Functions that handle events and read the papers that events name. They depend only on other parts of this package.
 *
 * @packageDocumentation
 */
export {
  type Claim,
  type ClaimStore,
  type ConsumeOptions,
  consumeOnce,
  EventBusyError,
} from "./consume-once.ts";
export { type MemoryClaims, memoryClaims } from "./memory-claims.ts";
export {
  type PaperOfEvent,
  type PapersOfOptions,
  PapersPutOffError,
  papersOf,
  type ReadPaperItems,
} from "./papers-of.ts";
export { type EventInMessage, eventsInSqs, handleEach, parseEventText } from "./sqs-events.ts";
