import { z } from "zod";
import { SCHEMA_VERSION } from "./run-event.ts";
import type { StoredEvent } from "./stored-event.ts";

/** Brings an event of one version to the next. */
type Upcast = (event: StoredEvent) => StoredEvent;

/**
 * For each version but today's: how its events become those of the next. This is the one place for it: whoever changes
 * what a field means raises {@link SCHEMA_VERSION} and adds a step here.
 *
 * Version 1 is the first that was ever written. The step from 0 shows how one is made, and keeps the way tested.
 */
const UPCASTS: readonly Upcast[] = [fromVersion0];

const versionSchema = z.looseObject({ schema_version: z.int().min(0) });

/** An older event in today's shape; one of today's version, a newer one, or what is no event, as it is. */
export function upcast(event: StoredEvent): StoredEvent {
  const read = versionSchema.safeParse(event.metadata);
  if (!read.success || read.data.schema_version >= SCHEMA_VERSION) return event;
  const { schema_version } = read.data;
  const metadata = { ...read.data, schema_version: SCHEMA_VERSION };
  return UPCASTS.slice(schema_version).reduce<StoredEvent>((older, step) => step(older), {
    ...event,
    metadata,
  });
}

const batchDoneOfVersion0 = z.looseObject({
  processed: z.int(),
  upserted: z.int(),
  duplicate: z.int(),
  failed: z.int(),
  bytes: z.int(),
  source: z.string(),
  seconds: z.number(),
});

/** A batch was of one source, and its time was told in seconds. */
function fromVersion0(event: StoredEvent): StoredEvent {
  if (event.type !== "batch-done") return event;
  const { source, seconds, ...data } = batchDoneOfVersion0.parse(event.data);
  const { processed, upserted, duplicate, failed, bytes } = data;
  return {
    ...event,
    data: {
      ...data,
      by_source: { [source]: { processed, upserted, duplicate, failed, bytes } },
      batch_ms: Math.round(seconds * 1000),
    },
  };
}
