// This runs in a function's process. It loads the handler, as Lambda's runtime does, and calls the handler for each message.
import * as z from "zod";
import { errorPayload, refuseCallbackHandler, resultText } from "../lambda/runtime-client.ts";
import { type Answer, callSchema } from "./call.ts";

type Handler = (event: unknown, context: unknown) => unknown;

const moduleSchema = z.object({ handler: z.custom<Handler>((value) => typeof value === "function") });

// On Windows, Ctrl-C reaches this process too. The parent decides when this process ends.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit());

const modules = process.argv.slice(2);
for (const preloaded of modules.slice(0, -1)) await import(preloaded);
const handler = await load(modules.at(-1) ?? "");

process.on("message", async (message) => {
  const { id, event, context } = callSchema.parse(message);
  const { deadlineAtMs, ...told } = context;
  const lambdaContext = {
    ...told,
    functionVersion: "$LATEST",
    getRemainingTimeInMillis: () => deadlineAtMs - Date.now(),
  };
  const answer: Answer = await Promise.try(handler, event, lambdaContext)
    .then((result) => ({ id, kind: "returned" as const, resultText: resultText(result) }))
    .catch((error: unknown) => ({ id, kind: "threw" as const, ...errorPayload(error) }));
  process.send?.(answer);
});

/** Loads the handler. If that fails, each invocation fails with the reason, as on Lambda. */
async function load(module: string): Promise<Handler> {
  try {
    const { handler } = moduleSchema.parse(await import(module));
    refuseCallbackHandler(handler);
    return handler;
  } catch (error) {
    console.error(error);
    return () => {
      throw error;
    };
  }
}
