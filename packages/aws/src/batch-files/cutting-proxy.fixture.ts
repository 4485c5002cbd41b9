import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/**
 * Starts a proxy on 127.0.0.1 that breaks each connection after a number of bytes of the answer.
 *
 * @param bytesOf returns the number of bytes that the nth connection (from 0) may carry
 */
export async function startCuttingProxy(upstream: URL, bytesOf: (connection: number) => number) {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((near) => {
    let left = bytesOf(connections++);
    const far = connect(Number(upstream.port), upstream.hostname);
    const cut = () => {
      near.resetAndDestroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", cut).on("close", cut);
    }
    // The server behind the proxy refuses requests for another host name.
    near.on("data", (chunk: Buffer) => {
      far.write(chunk.toString("latin1").replaceAll(/^host: .*$/gim, `host: ${upstream.host}`), "latin1");
    });
    far.on("data", (chunk: Buffer) => {
      const some = chunk.subarray(0, left);
      left -= some.length;
      near.write(some, () => left === 0 && cut());
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    connections: () => connections,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
