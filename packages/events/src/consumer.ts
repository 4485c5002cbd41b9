/**
 * What handles events and reads the papers that they name. It depends on nothing but this package's own parts.
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
