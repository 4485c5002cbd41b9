import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";
import { brokenDown, jsonAnswer, throttled, transactionConflict } from "./answers.ts";
import { onEveryClient } from "./every-client.ts";
import type { Fault, OnFault } from "./fault.ts";
import { type PartOutcome, splitRequest } from "./part-faults.ts";
import { type RandomNumbers, randomNumbers } from "./random-numbers.ts";

export interface FaultOptions {
  readonly seed: number;
  /** The share of requests that get a fault, from 0 to 1. */
  readonly rate: number;
  readonly onFault?: OnFault;
}

const ANY_REQUEST = ["throttled", "server-error", "reset", "answer-lost", "timed-out", "slow"] as const;
const OF_PARTS = new Set(["BatchExecuteStatementCommand", "PutEventsCommand", "BatchGetItemCommand"]);
const LONGEST_MS = 200;
const SHARE_OF_PARTS = 0.3;

/**
 * Injects faults into the requests of every AWS SDK client of this process. Each attempt of the SDK counts as a request. A fault is
 * injected at the point where the request would leave the process, so the SDK reads and retries it as if it came from AWS. With the
 * same seed, each command gets the same sequence of faults.
 *
 * @returns a function that ends this: after its call, clients that have not sent a request yet get no faults
 */
export function injectFaults({ seed, rate, onFault = () => {} }: FaultOptions): () => void {
  const randoms = new Map<string, RandomNumbers>();
  const randomFor = (command: string) => {
    const random = randoms.get(command) ?? randomNumbers(seed ^ hashOf(command));
    randoms.set(command, random);
    return random;
  };
  return onEveryClient((stack) =>
    stack.add(
      (next, { commandName = "", clientName = "" }) =>
        async (args) => {
          const random = randomFor(commandName);
          if (random.next() >= rate) return next(args);
          const fault = faultOf(commandName, random);
          onFault(fault, commandName);
          switch (fault) {
            case "throttled":
              return { response: throttled(clientName) };
            case "server-error":
              return { response: brokenDown(clientName) };
            case "transaction-conflict":
              return { response: transactionConflict() };
            case "reset":
              throw connectionError("ECONNRESET");
            case "answer-lost":
              letGo((await next(args)).response);
              throw connectionError("ECONNRESET");
            case "timed-out":
              letGo((await next(args)).response);
              throw connectionError("ETIMEDOUT");
            case "slow":
              await wait(random.below(LONGEST_MS));
              return next(args);
            case "some-refused": {
              const send = async (request: unknown) => (await next({ ...args, request })).response;
              return { response: await refuseSome(commandName, args.request, send, random) };
            }
          }
        },
      { step: "deserialize", priority: "low", name: "injectFaults" },
    ),
  );
}

function faultOf(command: string, random: RandomNumbers): Fault {
  if (command === "TransactWriteItemsCommand" && random.below(3) === 0) return "transaction-conflict";
  if (OF_PARTS.has(command) && random.below(2) === 0) return "some-refused";
  return random.pick(ANY_REQUEST);
}

const requestSchema = z.looseObject({
  headers: z.record(z.string(), z.string()),
  body: z.union([z.string(), z.instanceof(Uint8Array)]),
});
const answerSchema = z.looseObject({ statusCode: z.number(), body: z.custom<NodeJS.ReadableStream>() });

/** Sends a request without some of its parts. Returns the answer that a service gives if it refuses these parts. */
async function refuseSome(
  command: string,
  request: unknown,
  send: (request: unknown) => Promise<unknown>,
  random: RandomNumbers,
): Promise<unknown> {
  const { headers, body } = requestSchema.parse(request);
  const outcome = (): PartOutcome => {
    if (random.next() >= SHARE_OF_PARTS) return "taken";
    return random.below(2) === 0 ? "refused" : "taken-unsaid";
  };
  const split = splitRequest(command, JSON.parse(textOf(body)), outcome);
  if (!split) return send(request);
  if (split.fewer === undefined) return jsonAnswer(200, split.answer({}));
  const fewer = Buffer.from(JSON.stringify(split.fewer));
  const sent = await send(
    Object.assign(Object.create(Object.getPrototypeOf(request)), request, {
      body: fewer,
      headers: { ...headers, "content-length": String(fewer.length) },
    }),
  );
  const answer = answerSchema.parse(sent);
  const content: unknown = JSON.parse(await text(answer.body));
  return answer.statusCode === 200
    ? jsonAnswer(200, split.answer(content))
    : jsonAnswer(answer.statusCode, z.looseObject({}).parse(content));
}

const textOf = (body: string | Uint8Array) =>
  typeof body === "string" ? body : new TextDecoder().decode(body);

const connectionError = (code: string) => Object.assign(new Error(`injected fault: ${code}`), { code });

/** Closes the connection of an answer that nobody will read. */
function letGo(response: unknown): void {
  if (typeof response !== "object" || response === null || !("body" in response)) return;
  if (response.body instanceof Readable) response.body.destroy();
}

/** Returns the FNV-1a hash of a text. With it, each command gets its own sequence of faults. */
const hashOf = (textOf: string) =>
  [...textOf].reduce(
    (hash, character) => Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193),
    0x811c9dc5,
  );
