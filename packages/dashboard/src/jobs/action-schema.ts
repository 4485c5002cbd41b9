import { DEAD_LETTER_PLACES } from "@paperledger/core/dead-letters/dead-letters";
import { traceIdSchema } from "@paperledger/core/trace-ids/trace-id";
import * as z from "zod";
import { momentText } from "../api/moment.ts";
import type { Action } from "./action.ts";

/** Accepts the words that the command line also accepts as a reason, so that a shown command can be pasted. */
const reason = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, "a reason is a word such as no-id");

const since = momentText;

/** Reads the action of a request. An unknown field is an error. */
export const actionSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("redrive-run"), trace_id: traceIdSchema }),
  z.strictObject({ kind: z.literal("redrive-rejects"), trace_id: traceIdSchema }),
  z.strictObject({ kind: z.literal("redrive-failed-since"), since, reason: reason.optional() }),
  z.strictObject({ kind: z.literal("redrive-rejects-since"), since, reason: reason.optional() }),
  z.strictObject({ kind: z.literal("redrive-dead-letters"), place: z.enum(DEAD_LETTER_PLACES) }),
  z.strictObject({ kind: z.literal("verify") }),
]) satisfies z.ZodType<Action>;
