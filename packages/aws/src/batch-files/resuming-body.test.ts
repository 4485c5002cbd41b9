import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { BatchFileError } from "@paperledger/core/batch-files/batch-file";
import fc from "fast-check";
import { expect, test } from "vitest";
import { resumingBody } from "./resuming-body.ts";

const QUICK = { maxTries: 3, baseMs: 0, capMs: 0 };
const connectionReset = () => Object.assign(new Error("aborted"), { code: "ECONNRESET" });

/** Returns a stream of the bytes in small chunks. It ends with an error. */
const breaking = (bytes: Buffer, error: Error = connectionReset()) =>
  Readable.from(
    (async function* () {
      for (let from = 0; from < bytes.length; from += 3) yield bytes.subarray(from, from + 3);
      throw error;
    })(),
  );
const whole = (bytes: Buffer) => Readable.from(bytes.length > 0 ? [bytes] : []);

test("the body's bytes come once and in order, wherever its connections break", async () => {
  const cuts = fc.array(fc.nat({ max: 40 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), cuts, async (array, lengths) => {
      const bytes = Buffer.from(array);
      // Each connection has at least one new byte, because tries without a byte count.
      const lengthOf = (connection: number) => (lengths[connection] ?? bytes.length) + 1;
      let connection = 0;
      const open = (from: number) => {
        const length = lengthOf(connection++);
        return from + length >= bytes.length
          ? whole(bytes.subarray(from))
          : breaking(bytes.subarray(from, from + length));
      };
      const body = resumingBody(
        { stream: open(0), sizeBytes: bytes.length },
        async (from) => open(from),
        QUICK,
      );
      expect(await buffer(body)).toEqual(bytes);
    }),
  );
});

test("a body that ends early without an error is continued as well", async () => {
  const bytes = Buffer.from("0123456789");
  const body = resumingBody(
    { stream: whole(bytes.subarray(0, 4)), sizeBytes: 10 },
    async (from) => whole(bytes.subarray(from)),
    QUICK,
  );
  expect(await buffer(body)).toEqual(bytes);
});

test("a body without a byte in the allowed number of tries fails with the last error", async () => {
  let reopened = 0;
  const reopen = async () => {
    reopened++;
    return breaking(Buffer.alloc(0), new Error(`broken ${reopened}`));
  };
  const body = resumingBody({ stream: breaking(Buffer.from("abc")), sizeBytes: 10 }, reopen, QUICK);
  await expect(buffer(body)).rejects.toThrow("broken 3");
  expect(reopened).toBe(3);
});

test("opening it again may fail the same number of times", async () => {
  let tries = 0;
  const reopen = async (from: number) => {
    if (++tries < 3) throw connectionReset();
    return whole(Buffer.from("abcdef").subarray(from));
  };
  const body = resumingBody({ stream: breaking(Buffer.from("abc")), sizeBytes: 6 }, reopen, QUICK);
  expect((await buffer(body)).toString()).toBe("abcdef");
});

test("a body that does not exist any more fails at once", async () => {
  let tries = 0;
  const reopen = async () => {
    tries++;
    throw new BatchFileError("missing", "replaced");
  };
  const body = resumingBody({ stream: breaking(Buffer.from("abc")), sizeBytes: 6 }, reopen, QUICK);
  await expect(buffer(body)).rejects.toThrow("replaced");
  expect(tries).toBe(1);
});

test("a connection that breaks before the first read is replaced at the first read", async () => {
  const idle = new Readable({ read() {} });
  const body = resumingBody({ stream: idle, sizeBytes: 3 }, async () => whole(Buffer.from("abc")), QUICK);
  idle.destroy(connectionReset());
  await new Promise(setImmediate);
  expect((await buffer(body)).toString()).toBe("abc");
});

test("an error after the last byte, such as a wrong checksum, is the body's error", async () => {
  const bytes = Buffer.from("abcdef");
  const body = resumingBody(
    { stream: breaking(bytes, new Error("Checksum mismatch")), sizeBytes: 6 },
    async () => whole(Buffer.alloc(0)),
    QUICK,
  );
  await expect(buffer(body)).rejects.toThrow("Checksum mismatch");
});

test("a destroyed body closes its connection, even while it waits for a byte", async () => {
  const silent = new Readable({ read() {} });
  const body = resumingBody({ stream: silent, sizeBytes: 6 }, async () => silent, QUICK);
  body.resume();
  await new Promise(setImmediate);
  body.destroy();
  await new Promise((resolve) => body.once("close", resolve));
  expect(silent.destroyed).toBe(true);
});

test("a body that is destroyed while it is opened again ends that request", async () => {
  const signals: AbortSignal[] = [];
  const opening = Promise.withResolvers<void>();
  const reopen = (_from: number, signal: AbortSignal) => {
    signals.push(signal);
    opening.resolve();
    return new Promise<Readable>((_, reject) =>
      signal.addEventListener("abort", () => reject(signal.reason)),
    );
  };
  const body = resumingBody({ stream: breaking(Buffer.from("abc")), sizeBytes: 6 }, reopen, QUICK);
  body.resume();
  await opening.promise;
  body.destroy();
  await new Promise((resolve) => body.once("close", resolve));
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});
