import pMap from "p-map";
import { type Effort, measure } from "./measure.ts";

/** Sends all requests, with `inFlight` of them at the same time. */
export const sendAll = <Request>(
  requests: readonly Request[],
  inFlight: number,
  send: (request: Request) => Promise<unknown>,
): Promise<Effort> => measure(() => pMap(requests, send, { concurrency: inFlight }));

/** Tries each number of requests in flight, and returns the number that took the least time. */
export async function bestInFlight(
  candidates: readonly number[],
  attempt: (inFlight: number) => Promise<Effort>,
): Promise<number> {
  const first = candidates[0] ?? 1;
  let best = { inFlight: first, ms: Number.POSITIVE_INFINITY };
  for (const inFlight of candidates) {
    const { ms } = await attempt(inFlight);
    if (ms < best.ms) best = { inFlight, ms };
  }
  return best.inFlight;
}
