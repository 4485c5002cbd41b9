import { createInflateRaw } from "node:zlib";
import type { CompressedInput } from "./compressed-input.ts";
import type { Compression } from "./compression.ts";
import { headerBytes, MemberCheck, TRAILER_BYTES } from "./gzip-member.ts";
import { endsTooSoon, uncompressInParts } from "./in-parts.ts";
import { gunzipSmall, inflateSmall, type SmallPart } from "./small-part.ts";
import { BLOCK_BYTES, throughZlib, ZlibDataError } from "./through-zlib.ts";

/**
 * gzip, with one member or several one after another. Zero bytes may follow the last member, as on tapes.
 *
 * This code splits a file into its members, because node:zlib does not tell where a member ends.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1952
 */
export const gzip: Compression = {
  name: "gzip",
  recognises: (head) => head[0] === 0x1f && head[1] === 0x8b,
  uncompress: uncompressInParts("gzip", { readSmall, read }),
};

const MAX_HEADER_BYTES = 1_048_576;
/** The first bytes of a member. */
const MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);
/** Members that end within this many bytes are read together. */
const GROUP_BYTES = 4_096;

/** Reads several very small members at once, or one member that ends within these bytes. */
function readSmall(bytes: Buffer, isEnd: boolean): SmallPart | undefined {
  const group = groupOf(bytes, isEnd);
  const members = group.length > 0 ? gunzipSmall(group) : undefined;
  if (members?.usedBytes === group.length) return members;
  return isEnd || bytes.includes(MAGIC, 1) ? readMember(bytes) : undefined;
}

/** Returns the bytes up to the last place at which a member may begin. If the file ends with these bytes, may return all of them. */
function groupOf(bytes: Buffer, isEnd: boolean): Buffer {
  if (isEnd && bytes.length <= GROUP_BYTES) return bytes;
  return bytes.subarray(0, Math.max(0, bytes.lastIndexOf(MAGIC, GROUP_BYTES)));
}

function readMember(bytes: Buffer): SmallPart | undefined {
  try {
    const bodyAt = headerBytes(bytes);
    if (bodyAt === undefined) return undefined;
    const body = inflateSmall(bytes.subarray(bodyAt));
    const trailerAt = bodyAt + (body?.usedBytes ?? 0);
    const usedBytes = trailerAt + TRAILER_BYTES;
    if (!body || usedBytes > bytes.length) return undefined;
    const check = new MemberCheck();
    check.add(body.content);
    check.verify(bytes.subarray(trailerAt, usedBytes));
    return { usedBytes, content: body.content };
  } catch (error) {
    // Streaming the member finds the same fault, but first returns the good bytes before it.
    if (error instanceof ZlibDataError) return undefined;
    throw error;
  }
}

async function* read(input: CompressedInput): AsyncGenerator<Buffer, void, undefined> {
  if (input.bytes[0] === 0) return skipPadding(input);
  await skipHeader(input);
  const check = new MemberCheck();
  for await (const chunk of throughZlib(createInflateRaw({ chunkSize: BLOCK_BYTES }), input)) {
    check.add(chunk);
    yield chunk;
  }
  await input.fill(TRAILER_BYTES);
  if (input.bytes.length < TRAILER_BYTES) throw cutOff(input);
  check.verify(input.bytes.subarray(0, TRAILER_BYTES));
  input.use(TRAILER_BYTES);
}

async function skipHeader(input: CompressedInput): Promise<void> {
  for (let count = BLOCK_BYTES; ; count *= 2) {
    await input.fill(count);
    const bytes = headerBytes(input.bytes);
    if (bytes !== undefined) return input.use(bytes);
    if (input.bytes.length < count) throw cutOff(input);
    if (count >= MAX_HEADER_BYTES)
      throw new ZlibDataError(`the header of a member has more than ${MAX_HEADER_BYTES} bytes`);
  }
}

async function skipPadding(input: CompressedInput): Promise<void> {
  while (await input.fill(1)) {
    if (input.bytes.some((byte) => byte !== 0)) throw new ZlibDataError("other data follows its end");
    input.use(input.bytes.length);
  }
}

/** Throws the input's own error if it ended with one. Otherwise returns the error of an input that ends too early. */
function cutOff(input: CompressedInput): Error {
  input.throwFailure();
  return endsTooSoon();
}
