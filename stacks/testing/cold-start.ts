import { execFile } from "node:child_process";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import * as z from "zod";

/** In milliseconds from the start of a process, as its own clock has it. */
const coldStartSchema = z.object({ loadedMs: z.number(), answeredMs: z.number() });

export type ColdStart = z.infer<typeof coldStartSchema>;

interface FirstEvent {
  /** The bundle. */
  readonly file: string;
  readonly functionName: string;
  /** All that the function finds in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly event: unknown;
}

/** Loads a bundle in a new process, and has it handle one event. The last line that it prints is when it had done so. */
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
 * How long a new process takes until its bundle is loaded, and until it has answered its first event: clients made, what it
 * needs asked for, and the event handled. Lambda adds to that its own start, and AWS its own distance.
 *
 * @throws where the handler does
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
