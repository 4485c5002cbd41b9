// Is loaded into a function's process ahead of its handler (NODE_OPTIONS=--import=...). Injects faults into its requests to
// AWS, by the seed in its environment, and logs a line for each fault.
import { z } from "zod";
import { injectFaults } from "./inject-faults.ts";

const { PAPERLEDGER_CHAOS_SEED: seed, PAPERLEDGER_CHAOS_RATE: rate } = z
  .object({
    PAPERLEDGER_CHAOS_SEED: z.coerce.number().int(),
    PAPERLEDGER_CHAOS_RATE: z.coerce.number().min(0).max(1).default(0.15),
  })
  .parse(process.env);

injectFaults({
  seed,
  rate,
  onFault: (fault, command) =>
    console.log(
      JSON.stringify({
        timestamp: new Date().toISOString(),
        level: "DEBUG",
        message: "Fault injected",
        service: "chaos",
        trace_id: null,
        request_id: null,
        metadata: { fault, command },
      }),
    ),
});
