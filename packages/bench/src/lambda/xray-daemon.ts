import { createSocket } from "node:dgram";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";

/** Takes the place of the X-Ray daemon on 127.0.0.1, and counts what functions send to it. */
export interface XrayDaemon extends AsyncDisposable {
  /** For `AWS_XRAY_DAEMON_ADDRESS`. */
  readonly address: string;
  /**
   * Returns the number and the size of the documents that came since the last call. First waits a moment for packets on their way.
   */
  taken(): Promise<{ readonly documents: number; readonly bytes: number }>;
}

/** Packets on loopback arrive at once, or a little later on a busy machine. */
const UNDER_WAY_MS = 300;

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon */
export async function startXrayDaemon(): Promise<XrayDaemon> {
  let documents = 0;
  let bytes = 0;
  const socket = createSocket("udp4").on("message", (packet) => {
    documents += 1;
    bytes += packet.length - (packet.indexOf("\n") + 1);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    address: `127.0.0.1:${socket.address().port}`,
    async taken() {
      await wait(UNDER_WAY_MS);
      const found = { documents, bytes };
      documents = 0;
      bytes = 0;
      return found;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(socket, "close");
      socket.close();
      await closed;
    },
  };
}
