import * as z from "zod";

/** The parts of an invocation's context that can be sent to another process. */
const callContextSchema = z.object({
  functionName: z.string(),
  awsRequestId: z.string(),
  invokedFunctionArn: z.string(),
  memoryLimitInMB: z.string(),
  /** When the invocation's time is over, in milliseconds since 1970. */
  deadlineAtMs: z.number(),
});

export type CallContext = z.infer<typeof callContextSchema>;

export const callSchema = z.object({
  id: z.int(),
  event: z.unknown().optional(),
  context: callContextSchema,
});

export type Call = z.infer<typeof callSchema>;

export const answerSchema = z.discriminatedUnion("kind", [
  z.object({ id: z.int(), kind: z.literal("returned"), resultText: z.string() }),
  z.object({ id: z.int(), kind: z.literal("threw"), errorType: z.string(), errorMessage: z.string() }),
]);

export type Answer = z.infer<typeof answerSchema>;
