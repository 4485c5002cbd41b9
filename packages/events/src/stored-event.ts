import * as z from "zod";
import {
  type EventMetadata,
  metadataSchema,
  RUN_EVENT_TYPES,
  type RunEvent,
  runEventSchema,
  SCHEMA_VERSION,
} from "./run-event.ts";

/** An event as it was stored or sent, by any version of the code. */
export interface StoredEvent {
  readonly type: unknown;
  readonly metadata: unknown;
  readonly data: unknown;
}

/** An event of a type that this version of the code does not know: a newer one appended it. */
export interface UnknownEvent {
  readonly type: string;
  readonly metadata: EventMetadata;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The event was written before 0.1.0, in a shape that is not migrated. */
export class OlderEventError extends Error {
  override readonly name = "OlderEventError";

  constructor({ event_id, schema_version }: EventMetadata) {
    super(
      `the event ${event_id} has schema version ${schema_version}, and this build reads ${SCHEMA_VERSION} and later: ` +
        "the tables are of an older layout. Begin again from the raw bucket, as docs/operations.md shows",
    );
  }
}

const unknownEventSchema = z.object({
  type: z.string().min(1),
  metadata: metadataSchema,
  data: z.record(z.string(), z.unknown()),
});

const KNOWN_TYPES: ReadonlySet<unknown> = new Set(RUN_EVENT_TYPES);

/** Tells whether this version of the code knows the type of an event. */
export const isKnownEvent = (event: RunEvent | UnknownEvent): event is RunEvent =>
  KNOWN_TYPES.has(event.type);

/**
 * Reads an event of this version or a newer one. The fields that are known must be as they are today. Fields in `data`
 * that are not known stay in it, so that nothing is lost when the event is passed on. An event of an unknown type is
 * returned as it is.
 *
 * @throws OlderEventError for an event of an older version
 * @throws ZodError for anything that is not an event, or a newer event in which a known field has another meaning
 */
export function readStoredEvent({ type, metadata: stored, data }: StoredEvent): RunEvent | UnknownEvent {
  const metadata = metadataSchema.parse(stored);
  if (metadata.schema_version < SCHEMA_VERSION) throw new OlderEventError(metadata);
  const event = { type, metadata, data };
  if (!KNOWN_TYPES.has(type)) return unknownEventSchema.parse(event);
  // The schema's own result would drop the fields that it does not know.
  if (isRunEvent(event)) return event;
  throw runEventSchema.safeParse(event).error;
}

const isRunEvent = (event: unknown): event is RunEvent => runEventSchema.safeParse(event).success;
