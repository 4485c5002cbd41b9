import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

type Mode = "passes" | "breaks" | "hangs";

/** A proxy on 127.0.0.1 that passes requests on, breaks them off, or never answers them. */
export interface SwitchedProxy {
  readonly endpoint: string;
  /**
   * Sets the mode, which is `passes` at first. It applies to open and to new connections.
   *
   * @param only the mode applies only to requests that contain this text, such as the name of an operation. Other requests pass
   */
  set(mode: Mode, only?: string): void;
  stop(): Promise<void>;
}

/** Starts a proxy of an HTTP endpoint. */
export async function switchedProxy(upstream: string): Promise<SwitchedProxy> {
  const { host, hostname, port } = new URL(upstream);
  const sockets = new Set<Socket>();
  let mode: Mode = "passes";
  let text = "";
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    const end = () => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", end).on("close", () => {
        sockets.delete(socket);
        end();
      });
    }
    let hangs = false;
    near.on("data", (chunk: Buffer) => {
      const isMeant = mode !== "passes" && chunk.includes(text);
      if (isMeant && mode === "breaks") return end();
      hangs ||= isMeant;
      if (!hangs) far.write(namingHost(chunk, host));
    });
    far.on("data", (chunk: Buffer) => near.write(chunk));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    set(next, only = "") {
      [mode, text] = [next, only];
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Replaces the host in a request by the upstream's host, because the upstream refuses requests with another host, such as those of web pages. */
const namingHost = (chunk: Buffer, host: string): Buffer =>
  Buffer.from(chunk.toString("latin1").replace(/^host: .*$/im, `Host: ${host}`), "latin1");
