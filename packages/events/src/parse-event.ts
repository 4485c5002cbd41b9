import * as z from "zod";
import { type BusEvent, busEventSchema, EVENT_SOURCE } from "./bus-event.ts";
import { type EventMetadata, metadataSchema, SCHEMA_VERSION } from "./run-event.ts";
import { schemaProblems } from "./schema-problem.ts";

/**
 * The result of parsing a delivery. Handle `event`. The other kinds are not errors in your code:
 *
 * - `other-version`: a paperledger event whose `schema_version` this version of the package does not know. Only that number is read, because
 *   the other fields may have another shape. Update the package.
 * - `unknown-type`: an event of a known `schema_version`, but of an unknown type. Ignore it, or update the package.
 * - `other-source`: an event of another application, so the rule's pattern is too wide.
 * - `invalid`: not an event, or a broken event. `problem` says which field is wrong.
 */
export type ParsedEvent =
  | { readonly kind: "event"; readonly event: BusEvent }
  | { readonly kind: "unknown-type"; readonly detailType: string; readonly metadata: EventMetadata }
  | { readonly kind: "other-version"; readonly detailType: string; readonly schemaVersion: number }
  | { readonly kind: "other-source"; readonly source: string }
  | { readonly kind: "invalid"; readonly problem: string };

const versionSchema = z.lazy(() =>
  z.object({
    source: z.string(),
    "detail-type": z.string(),
    detail: z.object({ metadata: z.object({ schema_version: metadataSchema.shape.schema_version }) }),
  }),
);
const envelopeSchema = z.lazy(() => z.object({ detail: z.object({ metadata: metadataSchema }) }));

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
  if (!version.success) return { kind: "invalid", problem: schemaProblems(version.error, "the event") };
  const { "detail-type": detailType, detail } = version.data;
  const { schema_version: schemaVersion } = detail.metadata;
  if (schemaVersion !== SCHEMA_VERSION) return { kind: "other-version", detailType, schemaVersion };
  const envelope = envelopeSchema.safeParse(delivered);
  if (!envelope.success) return { kind: "invalid", problem: schemaProblems(envelope.error, "the event") };
  const { metadata } = envelope.data.detail;
  if (!KNOWN_TYPES.has(detailType)) return { kind: "unknown-type", detailType, metadata };
  const event = busEventSchema.safeParse(delivered);
  return event.success
    ? { kind: "event", event: event.data }
    : { kind: "invalid", problem: schemaProblems(event.error, "the event") };
}
