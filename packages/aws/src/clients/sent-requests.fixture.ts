import * as z from "zod";
import type { Tuning } from "./connections.ts";
import { jsonTextSchema } from "./json-text.ts";

const bodySchema = z.union([
  z.string(),
  z.instanceof(Uint8Array).transform((bytes) => new TextDecoder().decode(bytes)),
]);
const requestSchema = z.object({ headers: z.record(z.string(), z.string()), body: bodySchema });

/** Records the requests of a client that is made with this tuning. None of them is sent: each fails. */
export function recordSent() {
  const requests: unknown[] = [];
  const tuning: Tuning = {
    maxAttempts: 1,
    requestHandler: {
      async handle(request: unknown) {
        requests.push(request);
        throw new Error("recorded, and not sent");
      },
    },
  };
  return {
    tuning,
    /** Returns the last request: its value in JSON, the length of its body, and its headers. */
    last() {
      const { headers, body } = requestSchema.parse(requests.at(-1));
      return {
        input: jsonTextSchema.parse(body),
        bytes: Buffer.byteLength(body),
        header: (name: string) => new Map(Object.entries(headers)).get(name),
      };
    },
  };
}

type Sent = ReturnType<ReturnType<typeof recordSent>["last"]>;

/** The parts of a request that must be the same if the SDK writes its body. */
export const comparable = ({ input, header }: Sent) => ({
  input,
  type: header("content-type"),
  target: header("x-amz-target"),
});
