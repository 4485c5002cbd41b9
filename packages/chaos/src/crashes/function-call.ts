import { z } from "zod";

/** Where a process is to die: just before or just after the request of this number (from 1) of the invocation. */
export const crashPointSchema = z.object({ request: z.int().min(1), side: z.enum(["before", "after"]) });

export type CrashPoint = z.infer<typeof crashPointSchema>;

/** One invocation of a function in a child process. */
export const functionCallSchema = z.object({
  function: z.enum(["processor", "projector"]),
  /** The world that the function is to see: its environment variables. */
  environment: z.record(z.string(), z.string()),
  event: z.unknown(),
  crashAt: crashPointSchema.nullable(),
});

export type FunctionName = FunctionCall["function"];

export type FunctionCall = z.infer<typeof functionCallSchema>;

export const functionAnswerSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("returned"), result: z.unknown(), requests: z.int(), faults: z.int() }),
  z.object({ kind: z.literal("threw"), error: z.string(), requests: z.int(), faults: z.int() }),
]);

export type FunctionAnswer = z.infer<typeof functionAnswerSchema>;

/** What the caller of a function sees of an invocation. */
export type InvocationOutcome = FunctionAnswer | { readonly kind: "killed" };
