import { z } from "zod";
import { type BusEvent, busEventSchema, EVENT_SOURCE } from "./bus-event.ts";
import { type EventMetadata, metadataSchema, SCHEMA_VERSION } from "./run-event.ts";

/**
 * What something that was delivered is. Only `event` is one to work with. The others are no errors of yours:
 *
 * - `unknown-type`: an event of paperledger of a kind that this version of the package does not know. Ignore it, or update the package
 * - `other-version`: the shape of its `data` has another meaning than this version of the package knows. Update the package
 * - `other-source`: somebody else's event, so the rule's pattern is too wide
 * - `invalid`: no event at all, or one that is broken. `problem` says where
 */
export type ParsedEvent =
  | { readonly kind: "event"; readonly event: BusEvent }
  | { readonly kind: "unknown-type"; readonly detailType: string; readonly metadata: EventMetadata }
  | { readonly kind: "other-version"; readonly detailType: string; readonly metadata: EventMetadata }
  | { readonly kind: "other-source"; readonly source: string }
  | { readonly kind: "invalid"; readonly problem: string };

const envelopeSchema = z.object({
  source: z.string(),
  "detail-type": z.string(),
  detail: z.object({ metadata: metadataSchema }),
});

const KNOWN_TYPES: ReadonlySet<string> = new Set(
  busEventSchema.options.map(({ shape }) => shape["detail-type"].value),
);

/**
 * Reads an event as EventBridge delivers it. It never throws.
 *
 * @example
 * const parsed = parseEvent(delivered);
 * if (parsed.kind === "event" && parsed.event["detail-type"] === "paper-batch.batch-done")
 *   console.log(parsed.event.detail.data.upserted_ids);
 */
export function parseEvent(delivered: unknown): ParsedEvent {
  const source = z.object({ source: z.string() }).safeParse(delivered);
  if (source.success && source.data.source !== EVENT_SOURCE)
    return { kind: "other-source", source: source.data.source };
  const envelope = envelopeSchema.safeParse(delivered);
  if (!envelope.success) return { kind: "invalid", problem: z.prettifyError(envelope.error) };
  const { "detail-type": detailType, detail } = envelope.data;
  const { metadata } = detail;
  if (!KNOWN_TYPES.has(detailType)) return { kind: "unknown-type", detailType, metadata };
  if (metadata.schema_version !== SCHEMA_VERSION) return { kind: "other-version", detailType, metadata };
  const event = busEventSchema.safeParse(delivered);
  return event.success
    ? { kind: "event", event: event.data }
    : { kind: "invalid", problem: z.prettifyError(event.error) };
}
