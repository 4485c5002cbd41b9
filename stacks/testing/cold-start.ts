import { execFile } from "node:child_process";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import * as z from "zod";

/** Times in milliseconds since the start of the process, by its own clock. */
const coldStartSchema = z.object({ loadedMs: z.number(), answeredMs: z.number() });

export type ColdStart = z.infer<typeof coldStartSchema>;

interface FirstEvent {
  /** The path of the bundle. */
  readonly file: string;
  readonly functionName: string;
  /** All environment variables of the function. */
  readonly environment: Readonly<Record<string, string>>;
  readonly event: unknown;
}

/** The script that a new process runs. It loads a bundle, handles one event, and prints the times in its last line. */
const SCRIPT = `
const { file, functionName, event } = JSON.parse(process.argv[1]);
const { handler } = await import(file);
const loadedMs = performance.now();
await handler(event, {
  functionName,
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:" + functionName,
  memoryLimitInMB: "1024",
  awsRequestId: "first",
  getRemainingTimeInMillis: () => 900_000,
});
const answeredMs = performance.now();
process.stdout.write(JSON.stringify({ loadedMs, answeredMs }) + "\\n", () => process.exit());
`;

/**
 * Returns how long a new process takes until its bundle is loaded, and until it has answered its first event. The answer includes creating
 * clients, the checks at start, and handling the event. It does not include Lambda's own start and the latency of AWS.
 *
 * @throws if the handler throws
 */
export async function coldStart({ file, functionName, environment, event }: FirstEvent): Promise<ColdStart> {
  const first = JSON.stringify({ file: pathToFileURL(file).href, functionName, event });
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "-e", SCRIPT, first],
    { env: { ...environment } },
  );
  return coldStartSchema.parse(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? ""));
}
