import { once } from "node:events";
import { createServer, type RequestListener, type Server, STATUS_CODES } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import * as z from "zod";
import { refusalOfForeign } from "./foreign-request.ts";

/** An HTTP server that only this machine can reach. */
export interface LoopbackServer {
  readonly endpoint: string;
  /** Accepts no more connections, and waits for the requests in flight. */
  stop(): Promise<void>;
}

export interface LoopbackOptions {
  /** The port to listen on. If it is taken or not given, the server listens on any free port. */
  readonly port?: number;
  /** Headers of every answer, including refusals, which do not reach the listener. The listener can replace them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Returns the body of a refusal, in the form of the listener's own error answers. The default body is only the text. */
  readonly faultBody?: FaultBody;
}

/** Returns the body of an answer to a request that cannot be answered. @param message for people */
type FaultBody = (message: string) => { readonly type: string; readonly body: string };

const plainText: FaultBody = (message) => ({ type: "text/plain", body: `${message}\n` });

/**
 * Starts an HTTP server on 127.0.0.1. It refuses requests of other web pages than its own, and requests that name another host.
 */
export async function listenOnLoopback(
  listener: RequestListener,
  { port = 0, headers = {}, faultBody = plainText }: LoopbackOptions = {},
): Promise<LoopbackServer> {
  let authority = "";
  const handle: RequestListener = (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const refusal = refusalOfForeign(request.headers, authority);
    if (refusal === undefined) return listener(request, response);
    request.resume();
    const { type, body } = faultBody(refusal);
    return void response.writeHead(403, { "content-type": type }).end(body);
  };
  const server = await listening(handle, port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    return listening(handle, 0);
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) =>
    refuse(socket, error.code, headers, faultBody),
  );
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

const STATUS_OF: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * Answers a request that Node could not parse, with the same status as Node itself, and closes the connection.
 *
 * @see https://nodejs.org/api/http.html#event-clienterror
 */
function refuse(
  socket: Duplex,
  code: string | undefined,
  headers: Readonly<Record<string, string>>,
  faultBody: FaultBody,
): void {
  if (code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const status = STATUS_OF[code ?? ""] ?? 400;
  const { type, body } = faultBody(
    `this is not a request that the server can read (${STATUS_CODES[status]})`,
  );
  const lines = Object.entries({
    ...headers,
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    connection: "close",
  }).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, "", body].join("\r\n"));
}

/** Node passes a request without a host on to `handle`, which refuses it as a request for a wrong host. */
async function listening(handle: RequestListener, port: number): Promise<Server> {
  const server = createServer({ requireHostHeader: false }, handle).listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}
