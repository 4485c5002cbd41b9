import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { collect, inChunks } from "../formats/fixtures/byte-streams.ts";
import { peek } from "./peek.ts";

test("the head is whole though each chunk is one byte, and nothing of the stream is lost", async () => {
  const { head, content } = await peek(inChunks("abcdefgh", 1), 4);
  expect(head.toString()).toBe("abcd");
  expect(Buffer.concat((await collect(content)).items).toString()).toBe("abcdefgh");
});

test("a stream shorter than the head is all head", async () => {
  const { head, content } = await peek(inChunks("abc"), 10);
  expect(head.toString()).toBe("abc");
  expect(Buffer.concat((await collect(content)).items).toString()).toBe("abc");
});

test("an error within the head is told, and comes again after what was read before it", async () => {
  const error = new Error("connection reset");
  async function* broken() {
    yield Buffer.from("ab");
    throw error;
  }
  const { head, content, failure } = await peek(broken(), 10);
  expect(head.toString()).toBe("ab");
  expect(failure?.error).toBe(error);
  expect(await collect(content)).toEqual({ items: [Buffer.from("ab")], error });
});

test("closing, or ending the content early, destroys the stream", async () => {
  const closed = Readable.from(inChunks("abcdefgh", 1));
  await (await peek(closed, 2)).close();
  expect(closed.destroyed).toBe(true);

  const left = Readable.from(inChunks("abcdefgh", 1));
  for await (const _ of (await peek(left, 2)).content) break;
  expect(left.destroyed).toBe(true);
});
