import { setTimeout as wait } from "node:timers/promises";
import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsResultEntry,
} from "@aws-sdk/client-eventbridge";
import { backoffMs } from "@paperledger/core/retries/backoff";
import type {
  EventPublisher,
  PublishableEvent,
  PublishFailure,
} from "@paperledger/core/runs/event-publisher";
import type { Patience } from "../clients/patience.ts";
import { chunksOf } from "./chunks.ts";
import { type EventEntry, entrySizeBytes, eventEntry } from "./event-entry.ts";

/**
 * What one PutEvents takes. The SDK's documentation speaks of 1 MB by now, most of the User Guide of 256 KB: the smaller
 * holds everywhere, and 10 of our events seldom come near it.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
const REQUEST_LIMITS = { maxCount: 10, bytesBelow: 256 * 1024 };

/** Of these errors of an entry the documentation says that trying again cannot help. */
const PERMANENT_CODES: ReadonlySet<string> = new Set([
  "AccessDeniedException",
  "InvalidAccountIdException",
  "InvalidArgument",
  "MalformedDetail",
  "RedactionFailure",
  "NotAuthorizedForSourceException",
  "NotAuthorizedForDetailTypeException",
]);

const DEFAULT_PATIENCE: Patience = { maxTries: 5, baseMs: 100, capMs: 2_000 };

interface Bus {
  readonly client: EventBridgeClient;
  readonly busName: string;
  readonly patience: Patience;
}

interface Outgoing {
  readonly event: PublishableEvent;
  readonly entry: EventEntry;
}

/**
 * Publishes run events on an EventBridge bus, 10 a request and under its size limit. The answer is read by index, and each
 * entry that failed is tried again after a wait with full jitter; so a later event may overtake it. A request that fails as a
 * whole after the SDK's retries is a failure of each of its events, with the SDK error's name as the code.
 */
export function eventBridgePublisher({
  client,
  busName,
  patience = DEFAULT_PATIENCE,
}: Omit<Bus, "patience"> & Partial<Bus>): EventPublisher {
  const bus = { client, busName, patience };
  return { publish: (events) => publish(events, bus) };
}

async function publish(events: readonly PublishableEvent[], bus: Bus): Promise<readonly PublishFailure[]> {
  const outgoing = events.map((event) => ({ event, entry: eventEntry(event, bus.busName) }));
  const failures = outgoing.filter(isTooLarge).map(tooLarge);
  let pending = outgoing.filter((each) => !isTooLarge(each));
  for (let tries = 1; pending.length > 0; tries++) {
    const failed = await putAll(pending, bus.client);
    const last = tries === bus.patience.maxTries;
    failures.push(...failed.filter(({ retryable }) => last || !retryable).map(({ failure }) => failure));
    pending = last ? [] : failed.filter(({ retryable }) => retryable).map(({ outgoing }) => outgoing);
    if (pending.length > 0) await wait(backoffMs(tries, bus.patience));
  }
  return failures;
}

interface Failed {
  readonly outgoing: Outgoing;
  readonly failure: PublishFailure;
  readonly retryable: boolean;
}

async function putAll(outgoing: readonly Outgoing[], client: EventBridgeClient): Promise<readonly Failed[]> {
  const failed: Failed[] = [];
  for (const chunk of chunksOf(outgoing, ({ entry }) => entrySizeBytes(entry), REQUEST_LIMITS))
    failed.push(...(await put(chunk, client)));
  return failed;
}

async function put(chunk: readonly Outgoing[], client: EventBridgeClient): Promise<readonly Failed[]> {
  try {
    const { Entries = [] } = await client.send(
      new PutEventsCommand({ Entries: chunk.map(({ entry }) => entry) }),
    );
    return chunk.flatMap((each, index) => failureOfEntry(each, Entries[index]));
  } catch (error) {
    const { name: code, message } = error instanceof Error ? error : new Error(String(error));
    return chunk.map((outgoing) => ({
      outgoing,
      failure: { event: outgoing.event, code, message },
      retryable: false,
    }));
  }
}

function failureOfEntry(outgoing: Outgoing, result: PutEventsResultEntry | undefined): readonly Failed[] {
  if (result?.EventId !== undefined) return [];
  const code = result?.ErrorCode ?? "no-result";
  const message = result?.ErrorMessage ?? "the bus gave no result for this event";
  return [
    { outgoing, failure: { event: outgoing.event, code, message }, retryable: !PERMANENT_CODES.has(code) },
  ];
}

const isTooLarge = ({ entry }: Outgoing) => entrySizeBytes(entry) >= REQUEST_LIMITS.bytesBelow;

const tooLarge = ({ event, entry }: Outgoing): PublishFailure => ({
  event,
  code: "entry-too-large",
  message: `event ${event.metadata.event_id} is ${entrySizeBytes(entry)} bytes as an entry, and EventBridge takes less than ${REQUEST_LIMITS.bytesBelow}`,
});
