import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { mustBeDatabase } from "./database-file.ts";
import { dynoxideBinary, EmbeddedDynamoDbError } from "./dynoxide-binary.ts";
import { indexStreamRecords } from "./stream-index.ts";

export interface EmbeddedDynamoDb {
  readonly endpoint: string;
  /** Resolves if the process ends before {@link stop}. Then every further request fails. */
  readonly died: Promise<EmbeddedDynamoDbError>;
  /** Ends the process and waits for its end. */
  stop(): Promise<void>;
}

const START_ATTEMPTS = 5;
const READY_WITHIN_MS = 10_000;

/**
 * Starts dynoxide on a free port of a loopback address. dynoxide answers requests of any web page and accepts any signature, and
 * no option changes that. So it gets an address that a page cannot guess: a random one of 2^24. On macOS only 127.0.0.1 exists.
 *
 * @throws EmbeddedDynamoDbError
 * @throws DatabaseFileError if the file is not a database of dynoxide, or is cut off
 * @param file the SQLite file for the tables. Without it, the tables are in memory
 * @see https://github.com/nubo-db/dynoxide
 */
export async function startEmbeddedDynamoDb({
  file,
}: {
  readonly file?: string;
} = {}): Promise<EmbeddedDynamoDb> {
  const binary = dynoxideBinary();
  if (file) mustBeDatabase(file, { madeBy: "dynoxide", mayBeNew: true });
  for (let attempt = 1; ; attempt++) {
    const host = unguessableHost();
    const port = await freePort(host);
    const args = ["serve", "--host", host, "--port", String(port), ...(file ? ["--db-path", file] : [])];
    const child = spawnBound(binary, args);
    const endpoint = `http://${host}:${port}`;
    const problem = await startProblem(child, endpoint);
    if (problem === undefined) {
      if (file) await indexed(file, child);
      return running(child, endpoint, file);
    }
    await stop(child);
    if (attempt === START_ATTEMPTS)
      throw new EmbeddedDynamoDbError(`the embedded DynamoDB did not start on ${placeOf(file)}: ${problem}`);
  }
}

/** Indexes the stream records of a file that dynoxide has opened. @throws DatabaseFileError after it has stopped dynoxide */
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
    file ? "Start again: unfinished work goes on" : "Start again: the data in memory is lost"
  }`;

const placeOf = (file: string | undefined) => file ?? "memory";

/**
 * Waits until dynoxide prints its address. dynoxide prints it after it has bound the port.
 *
 * @returns why it did not start, or undefined if it listens
 */
function startProblem(child: ChildProcess, endpoint: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let printed = "";
    const settle = (problem?: string) => {
      clearTimeout(late);
      resolve(problem);
    };
    const late = setTimeout(() => settle(`it did not listen within ${READY_WITHIN_MS} ms`), READY_WITHIN_MS);
    child.stderr?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.includes(endpoint)) settle();
    });
    child.once("close", () => settle(printed.trim().split("\n").at(-1) || "it ended and said nothing"));
  });
}

/** A shell script that runs its arguments as a command, and kills the command when the script's standard input ends. */
const ENDS_WITH_STDIN =
  'exec 3<&0; "$@" 3<&- & pid=$!; { cat <&3; kill $pid; } >/dev/null 2>&1 & wait $pid; kill $! 2>/dev/null';

/**
 * Starts a process that ends with this one, even if this one is killed: its standard input is a pipe, which the system then
 * closes. The process is detached, so that Ctrl-C reaches only this process, and writes in flight can finish.
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

/** Returns a random loopback address. Linux and Windows accept all of 127.0.0.0/8. @see https://www.rfc-editor.org/rfc/rfc1122#section-3.2.1.3 */
function unguessableHost(): string {
  if (process.platform === "darwin") return "127.0.0.1";
  const [first = 0, second = 0, third = 0] = randomBytes(3);
  // 127.0.0.0 and 127.255.255.255 are reserved for the network itself.
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
