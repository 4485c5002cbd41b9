import { z } from "zod";

/** Where a process is to die: just before or just after the request of this number (from 1) of the invocation. */
const crashPointSchema = z.object({ request: z.int().min(1), side: z.enum(["before", "after"]) });

export type CrashPoint = z.infer<typeof crashPointSchema>;

/** How fast time passes for an invocation, and when its time is over: then its process dies, as Lambda ends it. */
const paceSchema = z.object({
  limitMs: z.int().min(1),
  requestMs: z.int().min(0),
  /** `wall`: each request really takes so long. `requests`: time is what requests take, and no machine is too slow. */
  clock: z.enum(["wall", "requests"]),
});

export type Pace = z.infer<typeof paceSchema>;

/** One invocation of a function in a child process. */
export const functionCallSchema = z.object({
  function: z.enum(["processor", "projector"]),
  /** The world that the function is to see: its environment variables. */
  environment: z.record(z.string(), z.string()),
  event: z.unknown().optional(),
  crashAt: crashPointSchema.nullable(),
  pace: paceSchema,
});

export type FunctionName = FunctionCall["function"];

export type FunctionCall = z.infer<typeof functionCallSchema>;

/** How many requests of each command an invocation made. */
const commands = z.record(z.string(), z.int());

export type Commands = z.infer<typeof commands>;

export const functionAnswerSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("returned"), result: z.unknown().optional(), commands, faults: z.int() }),
  z.object({ kind: z.literal("threw"), error: z.string(), commands, faults: z.int() }),
]);

export type FunctionAnswer = z.infer<typeof functionAnswerSchema>;

/** What the caller of a function sees of an invocation. */
export type InvocationOutcome = FunctionAnswer | { readonly kind: "killed" };
