import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { Reject } from "@paperledger/core/rejects/reject";
import { startEmbeddedS3AndSqs } from "@paperledger/embedded/embedded-s3-and-sqs";
import { afterAll, expect, test } from "vitest";
import { emulatedAt } from "../clients/clients.ts";
import { s3Client } from "../clients/s3-client.ts";
import { RejectStoreError, s3RejectStore } from "./reject-store.ts";

const bucket = "test-rejects";
const traceId = "batch-20240102-01HK4WQN000000000000000000";
const s3 = await startEmbeddedS3AndSqs();
const client = s3Client(emulatedAt(s3.endpoint));
s3.createBucket(bucket);
afterAll(async () => {
  client.destroy();
  await s3.stop();
});

const storeOf = () => s3RejectStore({ client, bucket });
const reject = (record_number: number, raw: string): Reject => ({
  reason: "no-id",
  message: `record ${record_number} has no id`,
  record_number,
  byte_offset: 100 * record_number,
  paper_id: null,
  raw,
  raw_truncated: false,
});
const textOf = async (key: string) => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Body?.transformToString();
};
async function collect(source: AsyncIterable<Reject>) {
  const collected: Reject[] = [];
  for await (const each of source) collected.push(each);
  return collected;
}

test("rejects with any text are read unchanged", async () => {
  const rejects = [
    reject(3, "<entry>\r\n</entry>\n"),
    reject(4, "line separators \u2028 \u2029 \u0085, nul \u0000, half a pair \ud800, 😀"),
    { ...reject(5, ""), paper_id: "arxiv:1", raw_truncated: true },
    { ...reject(6, "v2"), beaten: [{ record_number: 2, byte_offset: 20, raw: "v1", raw_truncated: false }] },
  ];
  const key = await storeOf().put({ traceId, seq: 7, first: 1, last: 25 }, rejects);
  expect(key).toBe(`rejects/${traceId}/000007-1-25.ndjson`);
  expect(await collect(storeOf().read(key))).toEqual(rejects);
});

test("the same rejects with their fields in another order make the same object", async () => {
  const key = await storeOf().put({ traceId, seq: 8, first: 1, last: 25 }, [reject(1, "a"), reject(2, "b")]);
  const text = await textOf(key);
  const reordered = [reject(1, "a"), reject(2, "b")].map(
    ({ raw, reason, ...others }): Reject => ({ raw, ...others, reason }),
  );
  expect(await storeOf().put({ traceId, seq: 8, first: 1, last: 25 }, reordered)).toBe(key);
  expect(await textOf(key)).toBe(text);
  expect(text?.split("\n")).toHaveLength(3);
});

test("rejects can be kept under another prefix", async () => {
  const store = s3RejectStore({ client, bucket, prefix: "elsewhere/" });
  expect(await store.put({ traceId, seq: 1_000_000_000, first: 1, last: 9 }, [reject(1, "a")])).toBe(
    `elsewhere/${traceId}/1000000000-1-9.ndjson`,
  );
});

test("rejects that do not exist are an error that names them", async () => {
  const reading = collect(storeOf().read("rejects/none"));
  await expect(reading).rejects.toThrow(RejectStoreError);
  await expect(reading).rejects.toThrow("s3://test-rejects/rejects/none");
});

test.each([
  ["not JSON", "{"],
  ["another object", '{"reason":"x"}'],
])("a line that is %s is an error that names it, after the lines before it", async (_what, line) => {
  const key = await storeOf().put({ traceId, seq: 9, first: 1, last: 25 }, [reject(1, "a")]);
  const Body = `${await textOf(key)}${line}\n`;
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
  const read: Reject[] = [];
  const reading = (async () => {
    for await (const each of storeOf().read(key)) read.push(each);
  })();
  await expect(reading).rejects.toThrow("line 2 is not a reject");
  expect(read).toEqual([reject(1, "a")]);
});
