// This is loaded into a function's process before its handler. It injects faults into the function's
// requests to AWS, with the seed from the environment, and logs a line for each fault.
import * as z from "zod";
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
