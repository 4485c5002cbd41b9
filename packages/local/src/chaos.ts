import { randomNumbers } from "@paperledger/faults/random-numbers";
import { scrambled } from "@paperledger/faults/scrambled";
import * as z from "zod";
import type { LambdaHandler } from "./lambda/local-function.ts";

/** Returns the environment variables for the module that injects faults into a function's requests to AWS. The seed chooses the faults. */
export const chaosEnvironment = (seed: number): Readonly<Record<string, string>> => ({
  PAPERLEDGER_CHAOS_SEED: String(seed),
});

const streamEventSchema = z.looseObject({
  Records: z.array(z.looseObject({ dynamodb: z.looseObject({ SequenceNumber: z.string() }) })),
});
const responseSchema = z.object({ batchItemFailures: z.array(z.unknown()) });

/**
 * Wraps a stream's handler so that it gets the records out of order, in parts, and some of them twice. If a part fails, the
 * response says that the batch failed from its first record on, so that the whole batch is delivered again.
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
