// A handler that starts one of the real functions again if the event says so. Many tests share its process, because starting a
// process takes much longer than a test.
import { startProcessor } from "@paperledger/functions/processor/start-processor";
import { startProjector } from "@paperledger/functions/projector/start-projector";
import { startVectorizer } from "@paperledger/functions/vectorizer/start-vectorizer";
import type { Context } from "aws-lambda";
import * as z from "zod";

const START = { processor: startProcessor, projector: startProjector, vectorizer: startVectorizer };

const eventSchema = z.discriminatedUnion("do", [
  z.object({
    do: z.literal("start"),
    function: z.enum(["processor", "projector", "vectorizer"]),
    /** All environment variables of the function. */
    environment: z.record(z.string(), z.string()),
  }),
  z.object({ do: z.literal("invoke"), event: z.unknown() }),
]);

type Started = (event: unknown, context: Context) => Promise<unknown>;

let started: Started | undefined;

export async function handler(message: unknown, context: Context): Promise<unknown> {
  const call = eventSchema.parse(message);
  if (call.do === "invoke") return started?.(call.event, context);
  process.env = { ...call.environment };
  started = START[call.function]();
  return null;
}
