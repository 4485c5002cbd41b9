import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

type Mode = "passes" | "breaks" | "hangs";

/** A proxy on 127.0.0.1 that can be told to break off what comes, or to take it and never answer. */
export interface SwitchedProxy {
  readonly endpoint: string;
  /**
   * `passes` at first. Connections that are open obey as new ones do.
   *
   * @param only requests that contain this text, such as the name of an operation; others pass
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

/** Names the upstream as the host of a request: it refuses requests that name another one, as a page's would. */
const namingHost = (chunk: Buffer, host: string): Buffer =>
  Buffer.from(chunk.toString("latin1").replace(/^host: .*$/im, `Host: ${host}`), "latin1");
