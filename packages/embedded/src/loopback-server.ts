import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod";
import { refusalOfForeign } from "./foreign-request.ts";

/** An HTTP server that only this machine can reach. */
export interface LoopbackServer {
  readonly endpoint: string;
  /** Accepts no more connections, and waits for the requests in flight. */
  stop(): Promise<void>;
}

/**
 * Starts an HTTP server on 127.0.0.1. It refuses requests of web pages but its own, and requests that name another host.
 *
 * @param port the port to listen on. If it is taken, or not given, any free port
 */
export async function listenOnLoopback(listener: RequestListener, port = 0): Promise<LoopbackServer> {
  let authority = "";
  const handle: RequestListener = (request, response) => {
    const refusal = refusalOfForeign(request.headers, authority);
    if (refusal === undefined) return listener(request, response);
    request.resume();
    return void response.writeHead(403, { "content-type": "text/plain" }).end(`${refusal}\n`);
  };
  const server = await listening(handle, port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    return listening(handle, 0);
  });
  authority = `127.0.0.1:${z.custom<AddressInfo>((value) => typeof value === "object").parse(server.address()).port}`;
  return {
    endpoint: `http://${authority}`,
    async stop() {
      server.close();
      server.closeIdleConnections();
      await once(server, "close");
    },
  };
}

async function listening(handle: RequestListener, port: number): Promise<Server> {
  const server = createServer(handle).listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}
