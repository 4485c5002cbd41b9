import { randomUUID } from "node:crypto";
import { ACCOUNT_ID, REGION } from "@paperledger/embedded/account";
import { schemaProblems } from "@paperledger/events/schema-problem";
import * as z from "zod";
import type { BusEvent } from "./bus-event.ts";

/** Thrown if a whole PutEvents request is refused. The message is EventBridge's own. */
export class PutEventsValidationError extends Error {
  override readonly name = "ValidationException";
}

export type PutEventsResult =
  | { readonly EventId: string }
  | { readonly ErrorCode: string; readonly ErrorMessage: string };

/** The result of reading one entry: an event for a bus, or an error for the sender. */
export type ReadEntry =
  | { readonly kind: "event"; readonly busName: string; readonly event: BusEvent }
  | { readonly kind: "refused"; readonly code: string; readonly message: string };

const MAX_ENTRIES = 10;
const MAX_TOTAL_BYTES = 256 * 1024;

const entrySchema = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  EventBusName: z.string().default("default"),
  /** Seconds since 1970. */
  Time: z.number().optional(),
});
const requestSchema = z.object({ Entries: z.array(entrySchema) });
const detailSchema = z.record(z.string(), z.unknown());

type Entry = z.infer<typeof entrySchema>;

/**
 * Reads a PutEvents request as EventBridge does. A bad entry does not affect the other entries.
 *
 * @throws PutEventsValidationError if the request as a whole exceeds a limit
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function readPutEvents(request: unknown, now = new Date()): readonly ReadEntry[] {
  const parsed = requestSchema.safeParse(request);
  if (!parsed.success) throw new PutEventsValidationError(schemaProblems(parsed.error, "the request"));
  const { Entries } = parsed.data;
  if (Entries.length < 1) throw lengthError("greater than or equal to 1");
  if (Entries.length > MAX_ENTRIES) throw lengthError(`less than or equal to ${MAX_ENTRIES}`);
  if (Entries.reduce((sum, entry) => sum + entryBytes(entry), 0) >= MAX_TOTAL_BYTES)
    throw new PutEventsValidationError("Total size of the entries in the request is over the limit.");
  return Entries.map((entry) => readEntry(entry, now));
}

const lengthError = (limit: string) =>
  new PutEventsValidationError(
    `1 validation error detected: Value '[PutEventsRequestEntry]' at 'entries' failed to satisfy constraint: Member must have length ${limit}`,
  );

/**
 * Returns the size of an entry in bytes, as EventBridge counts it.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html
 */
function entryBytes({ Time, Source = "", DetailType = "", Detail = "", Resources = [] }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}

function readEntry(entry: Entry, now: Date): ReadEntry {
  const { Source, DetailType, Detail, Resources = [], EventBusName, Time } = entry;
  if (!Source) return required("Source");
  if (!DetailType) return required("DetailType");
  if (!Detail) return required("Detail");
  if (Source.startsWith("aws."))
    return refused("NotAuthorizedForSourceException", "Not authorized for the source.");
  const detail = parseDetail(Detail);
  if (!detail) return refused("MalformedDetail", "Detail is malformed.");
  const time = Time === undefined ? now : new Date(Time * 1000);
  return {
    kind: "event",
    busName: EventBusName.slice(EventBusName.lastIndexOf("/") + 1),
    event: {
      version: "0",
      id: randomUUID(),
      "detail-type": DetailType,
      source: Source,
      account: ACCOUNT_ID,
      time: `${time.toISOString().slice(0, 19)}Z`,
      region: REGION,
      resources: Resources,
      detail,
    },
  };
}

const refused = (code: string, message: string): ReadEntry => ({ kind: "refused", code, message });

const required = (name: string): ReadEntry =>
  refused("InvalidArgument", `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);

function parseDetail(text: string): Record<string, unknown> | undefined {
  try {
    return detailSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
