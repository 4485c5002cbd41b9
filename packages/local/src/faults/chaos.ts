import { randomNumbers } from "@paperledger/aws/faults/random-numbers";
import { z } from "zod";
import type { LambdaHandler } from "../lambda/local-function.ts";
import { scrambled } from "./scrambled.ts";

/** What makes the requests of a function's process to AWS fail, by a seed: loaded ahead of its handler. */
export const chaosEnvironment = (seed: number): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=${import.meta.resolve("@paperledger/aws/faults/register")}`,
  PAPERLEDGER_CHAOS_SEED: String(seed),
});

const streamEventSchema = z.looseObject({
  Records: z.array(z.looseObject({ dynamodb: z.looseObject({ SequenceNumber: z.string() }) })),
});
const responseSchema = z.object({ batchItemFailures: z.array(z.unknown()) });

/**
 * A function of a stream that gets its records out of order, in parts, and some of them twice. Where any part fails, the
 * whole batch is answered as failed from its first record on, and so delivered again.
 */
export function withScrambledDeliveries(handler: LambdaHandler, seed: number): LambdaHandler {
  const random = randomNumbers(seed);
  return async (event, context) => {
    const { Records, ...rest } = streamEventSchema.parse(event);
    const [first] = Records;
    for (const part of scrambled(Records, random)) {
      const { batchItemFailures } = responseSchema.parse(await handler({ ...rest, Records: part }, context));
      if (batchItemFailures.length > 0)
        return { batchItemFailures: [{ itemIdentifier: first?.dynamodb.SequenceNumber }] };
    }
    return { batchItemFailures: [] };
  };
}
