// Runs in a function's process: loads the handler, as Lambda's runtime does, and calls it for each message.
import { z } from "zod";
import { type Answer, callSchema } from "./call.ts";

type Handler = (event: unknown, context: unknown) => unknown;

const moduleSchema = z.object({ handler: z.custom<Handler>((value) => typeof value === "function") });

// Ctrl-C goes to the whole process group; the parent decides when this process is to end.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit());

const { handler } = moduleSchema.parse(await import(process.argv[2] ?? ""));

process.on("message", async (message) => {
  const { id, event, context } = callSchema.parse(message);
  const { deadlineAtMs, ...told } = context;
  const lambdaContext = {
    ...told,
    functionVersion: "$LATEST",
    getRemainingTimeInMillis: () => deadlineAtMs - Date.now(),
  };
  const answer: Answer = await Promise.try(handler, event, lambdaContext).then(
    (result) => ({ id, kind: "returned" as const, result }),
    (error: unknown) => ({ id, kind: "threw" as const, ...described(error) }),
  );
  process.send?.(answer);
});

function described(error: unknown): { errorType: string; errorMessage: string } {
  return error instanceof Error
    ? { errorType: error.name, errorMessage: error.message }
    : { errorType: "Error", errorMessage: String(error) };
}
