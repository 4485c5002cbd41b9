import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { mustBeDatabase } from "./database-file.ts";
import { dynoxideBinary, EmbeddedDynamoDbError } from "./dynoxide-binary.ts";
import { indexStreamRecords } from "./stream-index.ts";

export interface EmbeddedDynamoDb {
  readonly endpoint: string;
  /** Resolves if the process ends before {@link stop}: nothing can go on then. */
  readonly died: Promise<EmbeddedDynamoDbError>;
  /** Ends the process and waits until it has. */
  stop(): Promise<void>;
}

const START_ATTEMPTS = 5;
const READY_WITHIN_MS = 10_000;

/**
 * Starts dynoxide on a free port of a loopback address. It answers every web page, and takes any signature, and has no
 * switch for either. So its address is one that no page can find: one of 2^24, by chance. macOS has 127.0.0.1 alone.
 *
 * @throws EmbeddedDynamoDbError
 * @throws DatabaseFileError if the file is no database, or cut off
 * @param file the SQLite file that keeps the tables; without one they are kept in memory
 * @see https://github.com/nubo-db/dynoxide
 */
export async function startEmbeddedDynamoDb({
  file,
}: {
  readonly file?: string;
} = {}): Promise<EmbeddedDynamoDb> {
  const binary = dynoxideBinary();
  if (file) mustBeDatabase(file);
  for (let attempt = 1; ; attempt++) {
    const host = unguessableHost();
    const port = await freePort(host);
    const args = ["serve", "--host", host, "--port", String(port), ...(file ? ["--db-path", file] : [])];
    const child = spawnBound(binary, args);
    const said: string[] = [];
    child.stderr?.on("data", (chunk: Buffer) => said.push(chunk.toString()));
    const endpoint = `http://${host}:${port}`;
    if (await isReady(child, endpoint, said)) {
      if (file) await indexed(file, child);
      return running(child, endpoint, file);
    }
    await stop(child);
    if (attempt === START_ATTEMPTS)
      throw new EmbeddedDynamoDbError(
        `the embedded DynamoDB did not start on ${placeOf(file)}: ${lastLineOf(said) || `no answer within ${READY_WITHIN_MS} ms`}`,
      );
  }
}

/** Indexes the stream records of a file that dynoxide has opened. @throws DatabaseFileError, after dynoxide has ended */
async function indexed(file: string, child: ChildProcess): Promise<void> {
  try {
    indexStreamRecords(file);
  } catch (error) {
    await stop(child);
    throw error;
  }
}

function running(child: ChildProcess, endpoint: string, file: string | undefined): EmbeddedDynamoDb {
  let isStopping = false;
  const died = new Promise<EmbeddedDynamoDbError>((resolve) => {
    child.once("exit", () => {
      if (!isStopping) resolve(new EmbeddedDynamoDbError(deathOf(file)));
    });
  });
  return {
    endpoint,
    died,
    stop() {
      isStopping = true;
      return stop(child);
    },
  };
}

const deathOf = (file: string | undefined) =>
  `the embedded DynamoDB on ${placeOf(file)} ended by itself or was killed. ${
    file ? "Start again: what was under way goes on" : "Start again: what was in memory is gone"
  }`;

const placeOf = (file: string | undefined) => file ?? "memory";

const lastLineOf = (said: readonly string[]): string => said.join("").trim().split("\n").at(-1) ?? "";

/** Ready is what answers and has said that it is at that address: who else answers took the port in between. */
async function isReady(child: ChildProcess, endpoint: string, said: readonly string[]): Promise<boolean> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const answered = await fetch(endpoint, { signal: AbortSignal.timeout(1_000) }).then(
      () => true,
      () => false,
    );
    if (answered && said.join("").includes(endpoint)) return child.exitCode === null;
    await wait(20);
  }
  return false;
}

/** Runs its arguments, and ends what it ran when its standard input does. */
const ENDS_WITH_STDIN =
  'exec 3<&0; "$@" 3<&- & pid=$!; { cat <&3; kill $pid; } >/dev/null 2>&1 & wait $pid; kill $! 2>/dev/null';

/**
 * A process that lives no longer than this one, even where this one is killed: its standard input is a pipe, which
 * the system closes. Detached, so that Ctrl-C reaches only us and what still runs can finish its writes.
 */
function spawnBound(command: string, args: readonly string[]): ChildProcess {
  return process.platform === "win32"
    ? spawn(command, args, { stdio: ["pipe", "ignore", "pipe"] })
    : spawn("sh", ["-c", ENDS_WITH_STDIN, "sh", command, ...args], {
        stdio: ["pipe", "ignore", "pipe"],
        detached: true,
      });
}

async function stop(child: ChildProcess): Promise<void> {
  child.stdin?.destroy();
  if (process.platform === "win32") child.kill();
  if (child.exitCode !== null || child.signalCode !== null) return;
  await once(child, "exit");
}

/** Linux and Windows answer on all of 127.0.0.0/8. @see https://www.rfc-editor.org/rfc/rfc1122#section-3.2.1.3 */
function unguessableHost(): string {
  if (process.platform === "darwin") return "127.0.0.1";
  const [first = 0, second = 0, third = 0] = randomBytes(3);
  // 127.0.0.0 and 127.255.255.255 are the network's own.
  return `127.${first}.${second}.${Math.min(Math.max(third, 1), 254)}`;
}

async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string")
    throw new EmbeddedDynamoDbError(`no free port on ${host}`);
  return address.port;
}
