import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod";
import { refusalOfForeign } from "./foreign-request.ts";

/** An HTTP server that only this machine can reach. */
export interface LoopbackServer {
  readonly endpoint: string;
  /** Accepts no more connections, and waits for the requests in flight. */
  stop(): Promise<void>;
}

/** Starts an HTTP server on a free port of 127.0.0.1. It refuses requests of web pages, and requests that name another host. */
export async function listenOnLoopback(listener: RequestListener): Promise<LoopbackServer> {
  let authority = "";
  const server = createServer((request, response) => {
    const refusal = refusalOfForeign(request.headers, authority);
    if (refusal === undefined) return listener(request, response);
    request.resume();
    return void response.writeHead(403, { "content-type": "text/plain" }).end(`${refusal}\n`);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = z.custom<AddressInfo>((value) => typeof value === "object").parse(server.address());
  authority = `127.0.0.1:${port}`;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async stop() {
      server.close();
      server.closeIdleConnections();
      await once(server, "close");
    },
  };
}
