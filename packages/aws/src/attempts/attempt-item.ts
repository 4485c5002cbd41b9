import { timestampSchema } from "@paperledger/core/papers/paper";
import type { Attempt, AttemptId } from "@paperledger/core/runs/attempt-log";
import type { RunMessage } from "@paperledger/core/runs/handed-on-messages";
import type { ClaimedObject } from "@paperledger/core/runs/object-claims";
import { type TraceId, traceIdSchema } from "@paperledger/core/trace-ids/trace-id";
import * as z from "zod";
import { problemText } from "../tables/problem-text.ts";

/** Thrown for an item of the attempts table that is not an attempt of paperledger. */
export class AttemptItemError extends Error {
  override readonly name = "AttemptItemError";

  constructor({ pk, sk }: Readonly<Record<string, unknown>>, cause: unknown) {
    const why = cause instanceof z.ZodError ? problemText(cause) : String(cause);
    super(
      `the attempts table's item ${JSON.stringify([pk, sk])} cannot be read: ${why}. Delete it: no run needs it`,
      { cause },
    );
  }
}

const RUN = "run#";
/** The prefix of the sort keys of attempts. Other kinds of items in the table have other prefixes. */
export const ATTEMPT = "attempt#";
const MESSAGE = "message#";
const OBJECT = "object#";
const CLAIM = "claim#";

/** Returns the partition key of a run. */
export const partitionOfRun = (traceId: TraceId): string => RUN + traceId;

/** Returns the key of an attempt. The sort key begins with the time, so a query returns the attempts of a run in order. */
export const attemptKey = ({ traceId, startedAt, requestId }: AttemptId) => ({
  pk: partitionOfRun(traceId),
  sk: `${ATTEMPT}${startedAt}#${requestId}`,
});

/** Returns the key of a message that was handed on. */
export const messageKey = ({ traceId, messageId }: RunMessage) => ({
  pk: partitionOfRun(traceId),
  sk: MESSAGE + messageId,
});

/** Returns the key of the claim on an object's version. The claims on its other versions are in the same partition. */
export const claimKey = ({ bucket, key, version }: ClaimedObject) => ({
  pk: `${OBJECT}${bucket}/${key}`,
  sk: CLAIM + version,
});

const interruptionSchema = z.lazy(() =>
  z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("error"), name: z.string(), message: z.string() }),
    z.object({ kind: z.literal("deadline") }),
  ]),
);

const endSchema = z.lazy(() =>
  z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("ended"), at: timestampSchema, status: z.enum(["completed", "failed"]) }),
    z
      .object({
        kind: z.literal("handed-on"),
        at: timestampSchema,
        idle_invocations: z.int().min(0),
        record_number: z.int().min(0),
      })
      .transform(({ idle_invocations: idleInvocations, record_number: recordNumber, ...end }) => ({
        ...end,
        idleInvocations,
        recordNumber,
      })),
    z.object({ kind: z.literal("interrupted"), at: timestampSchema, by: interruptionSchema }),
  ]),
);

const attemptSchema = z.lazy(() =>
  z
    .object({
      pk: z.templateLiteral([z.literal(RUN), z.string()]),
      started_at: timestampSchema,
      request_id: z.string(),
      end: endSchema.optional(),
    })
    .transform(
      ({ pk, started_at: startedAt, request_id: requestId, end = null }): Attempt => ({
        traceId: traceIdSchema.parse(pk.slice(RUN.length)),
        startedAt,
        requestId,
        end,
      }),
    ),
);

/** Reads an item of the attempts table. @throws AttemptItemError if it is not an attempt */
export function attemptOfItem(item: Readonly<Record<string, unknown>>): Attempt {
  try {
    return attemptSchema.parse(item);
  } catch (error) {
    throw new AttemptItemError(item, error);
  }
}
