import fc from "fast-check";
import { expect, test } from "vitest";
import { gatherRequests, type SharedAnswer } from "./gather-requests.ts";

interface Request {
  readonly parts: readonly string[];
  readonly answer: () => void;
  readonly fail: () => void;
}

/** Returns a service that answers when the test says so. Its answer is the list of the parts. */
function slowService() {
  const requests: Request[] = [];
  const send = (parts: readonly string[]) =>
    new Promise<string>((resolve, reject) => {
      requests.push({
        parts,
        answer: () => resolve(parts.join("")),
        fail: () => reject(new Error(`no service for ${parts.join("")}`)),
      });
    });
  return { requests, send, sent: () => requests.map(({ parts }) => parts.join("")) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("each caller gets the answer of its request, and its own place in this request", async () => {
  const { send, requests } = slowService();
  const gathered = gatherRequests(send, { maxSize: 2, maxUnderWay: 1 });
  const answers = Promise.all(["a", "b", "c", "d"].map((part) => gathered(part)));
  for (const nth of [0, 1, 2]) {
    requests[nth]?.answer();
    await turn();
  }
  expect(await answers).toEqual([
    { answer: "a", place: 0 },
    { answer: "bc", place: 0 },
    { answer: "bc", place: 1 },
    { answer: "d", place: 0 },
  ]);
});

test("a part that waits is not sent after its signal has aborted, and the others of its request are sent", async () => {
  const { send, sent, requests } = slowService();
  const gathered = gatherRequests(send, { maxSize: 4, maxUnderWay: 1 });
  const [nobodyWaits, stop] = [new AbortController(), new Error("nobody waits")];
  const asked = Promise.allSettled([
    gathered("a", nobodyWaits.signal),
    gathered("b", nobodyWaits.signal),
    gathered("c"),
  ]);
  nobodyWaits.abort(stop);
  requests[0]?.answer();
  await turn();
  requests[1]?.answer();
  expect(await asked).toEqual([
    { status: "fulfilled", value: { answer: "a", place: 0 } },
    { status: "rejected", reason: stop },
    { status: "fulfilled", value: { answer: "c", place: 0 } },
  ]);
  expect(sent()).toEqual(["a", "c"]);
});

test("a part whose signal has already aborted is not sent", async () => {
  const { send, sent } = slowService();
  const stop = new Error("too late");
  const gathered = gatherRequests(send, { maxSize: 4, maxUnderWay: 1 });
  await expect(gathered("a", AbortSignal.abort(stop))).rejects.toBe(stop);
  expect(sent()).toEqual([]);
});

const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant("ask" as const), size: fc.integer({ min: 1, max: 4 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constantFrom("answer" as const, "fail" as const), nth: fc.nat(3) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("abort" as const), nth: fc.nat(30) }) },
  ),
  { maxLength: 40 },
);

test("in any order of calls, answers, failures and aborts, each part is sent once or never, and has its own result", async () => {
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
      async (steps, maxSize, maxUnderWay) => {
        const parts: { readonly size: number; readonly signal: AbortController }[] = [];
        const results: Promise<PromiseSettledResult<SharedAnswer<number>>>[] = [];
        const sent: (readonly number[])[] = [];
        const open = new Map<number, { readonly answer: () => void; readonly fail: () => void }>();
        const failed = new Set<number>();
        const gathered = gatherRequests<number, number>(
          (together) => {
            const request = sent.push(together) - 1;
            return new Promise((resolve, reject) => {
              open.set(request, {
                answer: () => resolve(request),
                fail: () => failed.add(request) && reject(new Error(`request ${request}`)),
              });
            });
          },
          { sizeOf: (part) => parts[part]?.size ?? 0, maxSize, maxUnderWay },
        );
        const end = async (nth: number, how: "answer" | "fail") => {
          const request = [...open.keys()][nth];
          if (request === undefined) return;
          open.get(request)?.[how]();
          open.delete(request);
          await turn();
        };
        for (const step of steps) {
          if (step.do === "ask") {
            const signal = new AbortController();
            const part = parts.push({ size: step.size, signal }) - 1;
            results.push(
              gathered(part, signal.signal).then(
                (value) => ({ status: "fulfilled", value }),
                (reason: unknown) => ({ status: "rejected", reason }),
              ),
            );
          } else if (step.do === "abort") parts[step.nth]?.signal.abort(new Error(`part ${step.nth}`));
          else await end(step.nth, step.do);
          expect(open.size).toBeLessThanOrEqual(maxUnderWay);
        }
        while (open.size > 0) await end(0, "answer");

        expect(sent.flat()).toEqual([...new Set(sent.flat())].toSorted((a, b) => a - b));
        for (const together of sent) {
          const size = together.reduce((sum, part) => sum + (parts[part]?.size ?? 0), 0);
          expect(together.length === 1 || size <= maxSize).toBe(true);
        }
        for (const [part, result] of (await Promise.all(results)).entries()) {
          const request = sent.findIndex((together) => together.includes(part));
          if (request === -1) expect(result).toMatchObject({ reason: new Error(`part ${part}`) });
          else if (failed.has(request))
            expect(result).toMatchObject({ reason: new Error(`request ${request}`) });
          else
            expect(result).toEqual({
              status: "fulfilled",
              value: { answer: request, place: sent[request]?.indexOf(part) },
            });
        }
      },
    ),
  );
});
