import { z } from "zod";
import { type EventMetadata, metadataSchema, type RunEvent, runEventSchema } from "./run-event.ts";
import { upcast } from "./upcast.ts";

/** An event as it was stored or sent, by whatever version of the code. */
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

const unknownEventSchema = z.object({
  type: z.string().min(1),
  metadata: metadataSchema,
  data: z.record(z.string(), z.unknown()),
});

const KNOWN_TYPES: ReadonlySet<unknown> = new Set(
  runEventSchema.options.map(({ shape }) => shape.type.value),
);

/** Whether this version of the code knows what an event of this type means. */
export const isKnownEvent = (event: RunEvent | UnknownEvent): event is RunEvent =>
  KNOWN_TYPES.has(event.type);

/**
 * Reads an event of any version. An older one is brought to today's shape; of a newer one, what is known has to be as
 * it is today, and what `data` holds beside stays in it, so that nothing is lost where it is passed on. An event of a
 * type that is not known is given as it is.
 *
 * @throws ZodError where it is no event, or where a newer version means something else by what is known
 */
export function readStoredEvent(stored: StoredEvent): RunEvent | UnknownEvent {
  const { type, metadata, data } = upcast(stored);
  const event = { type, metadata: metadataSchema.parse(metadata), data };
  if (!KNOWN_TYPES.has(type)) return unknownEventSchema.parse(event);
  // Not what the schema gives, which has lost what it does not know.
  if (isRunEvent(event)) return event;
  throw runEventSchema.safeParse(event).error;
}

const isRunEvent = (event: unknown): event is RunEvent => runEventSchema.safeParse(event).success;
