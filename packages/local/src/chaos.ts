import { randomNumbers } from "@paperledger/faults/random-numbers";
import { scrambled } from "@paperledger/faults/scrambled";
import { z } from "zod";
import type { LambdaHandler } from "./lambda/local-function.ts";

/** Returns the environment that injects faults into the AWS requests of a function's process, by a seed. */
export const chaosEnvironment = (seed: number): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=${import.meta.resolve("@paperledger/faults/register")}`,
  PAPERLEDGER_CHAOS_SEED: String(seed),
});

const streamEventSchema = z.looseObject({
  Records: z.array(z.looseObject({ dynamodb: z.looseObject({ SequenceNumber: z.string() }) })),
});
const responseSchema = z.object({ batchItemFailures: z.array(z.unknown()) });

/**
 * Wraps a handler of a stream so that it gets its records out of order, in parts, and some of them twice. If a part fails,
 * the whole batch is answered as failed from its first record on, so that it is delivered again.
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
