import * as z from "zod";
import { type BusEvent, busEventSchema, EVENT_SOURCE } from "./bus-event.ts";
import { type EventMetadata, metadataSchema, SCHEMA_VERSION } from "./run-event.ts";

/**
 * What something that was delivered is. Only `event` is one to work with. The others are no errors of yours:
 *
 * - `other-version`: an event of paperledger whose `schema_version` is another than this version of the package knows. Only that
 *   number is read of it, for all else may have another shape. Update the package
 * - `unknown-type`: an event of this version, of a kind that this version of the package does not know. Ignore it, or update the package
 * - `other-source`: somebody else's event, so the rule's pattern is too wide
 * - `invalid`: no event at all, or one that is broken. `problem` says where
 */
export type ParsedEvent =
  | { readonly kind: "event"; readonly event: BusEvent }
  | { readonly kind: "unknown-type"; readonly detailType: string; readonly metadata: EventMetadata }
  | { readonly kind: "other-version"; readonly detailType: string; readonly schemaVersion: number }
  | { readonly kind: "other-source"; readonly source: string }
  | { readonly kind: "invalid"; readonly problem: string };

const versionSchema = z.object({
  source: z.string(),
  "detail-type": z.string(),
  detail: z.object({ metadata: z.object({ schema_version: metadataSchema.shape.schema_version }) }),
});
const envelopeSchema = z.object({ detail: z.object({ metadata: metadataSchema }) });

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
  const version = versionSchema.safeParse(delivered);
  if (!version.success) return { kind: "invalid", problem: z.prettifyError(version.error) };
  const { "detail-type": detailType, detail } = version.data;
  const { schema_version: schemaVersion } = detail.metadata;
  if (schemaVersion !== SCHEMA_VERSION) return { kind: "other-version", detailType, schemaVersion };
  const envelope = envelopeSchema.safeParse(delivered);
  if (!envelope.success) return { kind: "invalid", problem: z.prettifyError(envelope.error) };
  const { metadata } = envelope.data.detail;
  if (!KNOWN_TYPES.has(detailType)) return { kind: "unknown-type", detailType, metadata };
  const event = busEventSchema.safeParse(delivered);
  return event.success
    ? { kind: "event", event: event.data }
    : { kind: "invalid", problem: z.prettifyError(event.error) };
}
