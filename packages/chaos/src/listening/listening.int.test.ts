import { once } from "node:events";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { startLaptop } from "@paperledger/local/start-laptop";
import { describe, expect, test } from "vitest";
import { isLoopback, listeningAddresses } from "./listening-addresses.ts";

async function addressesOf(host: string) {
  const server = createServer().listen(0, host);
  await once(server, "listening");
  const addresses = listeningAddresses(process.pid);
  server.close();
  return addresses;
}

describe.skipIf(process.platform !== "linux")("what listens", () => {
  test.each(["0.0.0.0", "::"])("on %s is seen to be reached from outside", async (host) => {
    expect((await addressesOf(host)).filter((address) => !isLoopback(address))).toHaveLength(1);
  });

  test.each(["127.0.0.1", "::1"])("on %s is seen not to be", async (host) => {
    const addresses = await addressesOf(host);
    expect(addresses).toHaveLength(1);
    expect(addresses.filter((address) => !isLoopback(address))).toEqual([]);
  });

  test("while a laptop works is all on 127.0.0.1", async () => {
    const laptop = await startLaptop();
    try {
      const paper = JSON.stringify({ paper_id: "demo:1", title: "One" });
      await laptop.upload({ name: "papers.gz", content: gzipSync(paper) });
      await laptop.quiet();
      const addresses = listeningAddresses(process.pid);
      // One address each for DynamoDB, for S3 and SQS, for the bus, and for Lambda.
      expect(addresses.length).toBeGreaterThanOrEqual(4);
      expect(addresses.filter((address) => !isLoopback(address))).toEqual([]);
    } finally {
      await laptop.stop();
    }
  });
});
