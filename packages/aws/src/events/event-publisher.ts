import { setTimeout as wait } from "node:timers/promises";
import type { EventBridgeClient, PutEventsResultEntry } from "@aws-sdk/client-eventbridge";
import { untilAborted } from "@paperledger/core/deadlines/until-aborted";
import { backoffMs } from "@paperledger/core/retries/backoff";
import {
  type EventPublisher,
  OUT_OF_TIME,
  type PublishableEvent,
  type PublishFailure,
} from "@paperledger/core/runs/event-publisher";
import pMap from "p-map";
import type { RetryPolicy } from "../clients/retry-policy.ts";
import { chunksOf } from "./chunks.ts";
import { type EventEntry, entrySizeBytes, eventEntry } from "./event-entry.ts";
import { putEventsRequest } from "./put-events-request.ts";

/**
 * The limits of one PutEvents. The SDK's documentation says 1 MB, but most of the User Guide says 256 KB. The smaller
 * limit is safe, and 10 events of ours rarely reach it.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
const REQUEST_LIMITS = { maxCount: 10, bytesBelow: 256 * 1024 };

/** A stream batch of 100 events needs ten requests. The bus promises no order, so several requests may be in flight. */
const REQUESTS_IN_FLIGHT = 4;

/** The error codes for which AWS documents that a retry does not help. */
const PERMANENT_CODES: ReadonlySet<string> = new Set([
  "AccessDeniedException",
  "InvalidAccountIdException",
  "InvalidArgument",
  "MalformedDetail",
  "RedactionFailure",
  "NotAuthorizedForSourceException",
  "NotAuthorizedForDetailTypeException",
]);

const DEFAULT_RETRY_POLICY: RetryPolicy = { maxTries: 5, baseMs: 100, capMs: 2_000 };

const NEVER = new AbortController().signal;

interface Bus {
  readonly client: EventBridgeClient;
  readonly busName: string;
  readonly retryPolicy: RetryPolicy;
  /** The maximum number of requests in flight. */
  readonly requestsInFlight: number;
}

interface Outgoing {
  readonly event: PublishableEvent;
  readonly entry: EventEntry;
}

/**
 * Publishes run events on an EventBridge bus. A request has up to 10 events within the size limit, and four requests
 * are in flight. The answer has the result of each entry at the entry's index. A failed entry is sent again after a
 * wait with full jitter, so a later event may be published before it. If a whole request fails after the SDK's
 * retries, each of its events is a failure, with the name of the SDK's error as the code. When the signal aborts,
 * each event that is not published yet is a failure at once, even if the bus never answers.
 */
export function eventBridgePublisher({
  client,
  busName,
  retryPolicy = DEFAULT_RETRY_POLICY,
  requestsInFlight = REQUESTS_IN_FLIGHT,
}: Pick<Bus, "client" | "busName"> & Partial<Bus>): EventPublisher {
  const bus = { client, busName, retryPolicy, requestsInFlight };
  return { publish: (events, signal = NEVER) => publish(events, bus, signal) };
}

async function publish(
  events: readonly PublishableEvent[],
  bus: Bus,
  signal: AbortSignal,
): Promise<readonly PublishFailure[]> {
  const outgoing = events.map((event) => ({ event, entry: eventEntry(event, bus.busName) }));
  const failures = outgoing.filter(isTooLarge).map(tooLarge);
  let pending = outgoing.filter((each) => !isTooLarge(each));
  for (let tries = 1; pending.length > 0; tries++) {
    const failed = await putAll(pending, bus, signal);
    const retryable = failed.filter((each) => each.retryable);
    const isLast =
      retryable.length === 0 ||
      tries === bus.retryPolicy.maxTries ||
      !(await waits(backoffMs(tries, bus.retryPolicy), signal));
    failures.push(...failed.filter((each) => isLast || !each.retryable).map(({ failure }) => failure));
    pending = isLast ? [] : retryable.map(({ outgoing }) => outgoing);
  }
  return failures;
}

/** Waits. Returns `false` as soon as the signal aborts. */
const waits = (ms: number, signal: AbortSignal): Promise<boolean> =>
  wait(ms, true, { signal }).catch(() => false);

interface Failed {
  readonly outgoing: Outgoing;
  readonly failure: PublishFailure;
  readonly retryable: boolean;
}

async function putAll(
  outgoing: readonly Outgoing[],
  { client, requestsInFlight }: Bus,
  signal: AbortSignal,
): Promise<readonly Failed[]> {
  const chunks = chunksOf(outgoing, ({ entry }) => entrySizeBytes(entry), REQUEST_LIMITS);
  const failed = await pMap(chunks, (chunk) => put(chunk, client, signal), {
    concurrency: requestsInFlight,
  });
  return failed.flat();
}

async function put(
  chunk: readonly Outgoing[],
  client: EventBridgeClient,
  signal: AbortSignal,
): Promise<readonly Failed[]> {
  if (signal.aborted) return outOfTime(chunk);
  try {
    const { Entries = [] } = await untilAborted(
      client.send(putEventsRequest(chunk.map(({ entry }) => entry)), { abortSignal: signal }),
      signal,
    );
    return chunk.flatMap((each, index) => failureOfEntry(each, Entries[index]));
  } catch (error) {
    if (signal.aborted) return outOfTime(chunk);
    const { name: code, message } = error instanceof Error ? error : new Error(String(error));
    return failuresOf(chunk, code, message);
  }
}

const outOfTime = (chunk: readonly Outgoing[]) =>
  failuresOf(chunk, OUT_OF_TIME, "the time was over before the bus accepted this event");

const failuresOf = (chunk: readonly Outgoing[], code: string, message: string): readonly Failed[] =>
  chunk.map((outgoing) => ({
    outgoing,
    failure: { event: outgoing.event, code, message },
    retryable: false,
  }));

function failureOfEntry(outgoing: Outgoing, result: PutEventsResultEntry | undefined): readonly Failed[] {
  if (result?.EventId !== undefined) return [];
  const code = result?.ErrorCode ?? "no-result";
  const message = result?.ErrorMessage ?? "the answer of the bus has no result for this event";
  return [
    { outgoing, failure: { event: outgoing.event, code, message }, retryable: !PERMANENT_CODES.has(code) },
  ];
}

const isTooLarge = ({ entry }: Outgoing) => entrySizeBytes(entry) >= REQUEST_LIMITS.bytesBelow;

const tooLarge = ({ event, entry }: Outgoing): PublishFailure => ({
  event,
  code: "entry-too-large",
  message: `event ${event.metadata.event_id} is ${entrySizeBytes(entry)} bytes as an entry, but EventBridge accepts less than ${REQUEST_LIMITS.bytesBelow}`,
});
