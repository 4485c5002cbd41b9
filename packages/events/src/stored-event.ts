import * as z from "zod";
import { parseContext } from "./parse-context.ts";
import {
  type EventMetadata,
  metadataSchema,
  type RunEvent,
  runEventSchema,
  SCHEMA_VERSION,
} from "./run-event.ts";

/** An event that any version of the code stored or sent. */
export interface StoredEvent {
  readonly type: unknown;
  readonly metadata: unknown;
  readonly data: unknown;
}

/** An event of a type that this version of the code does not know. A newer version appended it. */
export interface UnknownEvent {
  readonly type: string;
  readonly metadata: EventMetadata;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Thrown for an event from before 0.1.0. Its shape is not supported any more. */
export class OlderEventError extends Error {
  override readonly name = "OlderEventError";

  constructor({ event_id, schema_version }: EventMetadata) {
    super(
      `event ${event_id} has schema version ${schema_version}, but this build reads only ${SCHEMA_VERSION} and later: ` +
        "the tables are of an older layout. Begin again from the raw bucket, as docs/operations.md shows",
    );
  }
}

const unknownEventSchema = z.lazy(() =>
  z.object({
    type: z.string().min(1),
    metadata: metadataSchema,
    data: z.record(z.string(), z.unknown()),
  }),
);

const DATA_SCHEMAS: ReadonlyMap<unknown, z.ZodType> = new Map(
  runEventSchema.options.map(({ shape: { type, data } }) => [type.value, data]),
);

/** Returns true if this version of the code knows the type of an event. */
export const isKnownEvent = (event: RunEvent | UnknownEvent): event is RunEvent =>
  DATA_SCHEMAS.has(event.type);

/**
 * Reads an event of this version or a newer one. Known fields must be valid. Unknown fields in `data` stay in it, so that nothing is lost
 * when the event is passed on. An event of an unknown type is returned unchanged.
 *
 * @throws OlderEventError for an event of an older version
 * @throws ZodError for anything that is not an event, and for a newer event in which a known field is not valid
 */
export function readStoredEvent({ type, metadata: stored, data }: StoredEvent): RunEvent | UnknownEvent {
  const metadata = metadataSchema.parse(stored, parseContext());
  if (metadata.schema_version < SCHEMA_VERSION) throw new OlderEventError(metadata);
  const event = { type, metadata, data };
  if (!DATA_SCHEMAS.has(type)) return unknownEventSchema.parse(event);
  // The result of the schema is not used, because it would lack the unknown fields.
  if (isRunEvent(event)) return event;
  throw runEventSchema.safeParse(event).error;
}

/** Checks the data alone, because the metadata of each type is the same and is checked before. */
const isRunEvent = (event: { readonly type: unknown; readonly data: unknown }): event is RunEvent =>
  DATA_SCHEMAS.get(event.type)?.safeParse(event.data, parseContext()).success === true;
