/**
 * Types, schemas and functions with which a subscriber of paperledger reads events and papers. They depend only on zod.
 *
 * @packageDocumentation
 */
export {
  type BatchDoneOnBus,
  type BusEvent,
  batchDoneOnBusSchema,
  busEventSchema,
  completedOnBusSchema,
  type DetailType,
  EVENT_SOURCE,
  failedOnBusSchema,
  startedOnBusSchema,
} from "./bus-event.ts";
export { byRunAndSeq } from "./event-order.ts";
export { type EventPattern, patternFor } from "./event-patterns.ts";
export { type Paper, type PaperItem, paperItemSchema, readPaperItem } from "./paper-item.ts";
export { type ParsedEvent, parseEvent } from "./parse-event.ts";
export { type EventMetadata, FIRST_FAILURE_SEQ, SCHEMA_VERSION, type VersionOrigin } from "./run-event.ts";
export { decodeSourceText, type SourceText, SourceTextError } from "./source-text.ts";
