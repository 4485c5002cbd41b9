import * as z from "zod";

/**
 * A process checks at its start, with some requests, that it has what it needs. Then it works on its event. Both parts count their
 * requests from 1.
 */
const partSchema = z.enum(["start-up", "work"]);

export type PartOfInvocation = z.infer<typeof partSchema>;

/** The point at which a process dies: just before or just after a request. `request` is the request's number in its part, from 1. */
const crashPointSchema = z.object({
  /** The default is `work`. */
  part: partSchema.optional(),
  request: z.int().min(1),
  side: z.enum(["before", "after"]),
});

export type CrashPoint = z.infer<typeof crashPointSchema>;

/** How fast time passes for an invocation, and its time limit. At the limit, the process dies, as on Lambda. */
const paceSchema = z.object({
  limitMs: z.int().min(1),
  requestMs: z.int().min(0),
  /** `wall`: each request really takes `requestMs`. `requests`: only requests let time pass, so that a slow machine changes nothing. */
  clock: z.enum(["wall", "requests"]),
});

export type Pace = z.infer<typeof paceSchema>;

/** One invocation of a function in a child process. */
export const functionCallSchema = z.object({
  function: z.enum(["processor", "projector"]),
  /** The function's environment variables, which point to its world. */
  environment: z.record(z.string(), z.string()),
  event: z.unknown().optional(),
  crashAt: crashPointSchema.nullable(),
  pace: paceSchema,
});

export type FunctionName = FunctionCall["function"];

export type FunctionCall = z.infer<typeof functionCallSchema>;

/** The number of requests with which an invocation works on its event, by command. */
const commands = z.record(z.string(), z.int());

export type Commands = z.infer<typeof commands>;

export const functionAnswerSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("returned"), result: z.unknown().optional(), commands, faults: z.int() }),
  z.object({ kind: z.literal("threw"), error: z.string(), commands, faults: z.int() }),
]);

export type FunctionAnswer = z.infer<typeof functionAnswerSchema>;

/** The outcome of an invocation, as its caller sees it. */
export type InvocationOutcome = FunctionAnswer | { readonly kind: "killed" };
