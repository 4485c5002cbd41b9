import { sourceSchema } from "@paperledger/core/papers/paper";
import { SLOTS } from "@paperledger/core/statistics/slots";
import { type Command, InvalidArgumentError, Option } from "commander";
import { DEFAULT_DATA_DIR } from "./text/where-next.ts";

export const jsonOption = () => new Option("--json", "print JSON, one object a line");

export const verboseOption = () =>
  new Option("--verbose", "print the log lines of the functions to standard error");

export const dataOption = () =>
  new Option("--data <dir>", "the folder that keeps all data of the laptop")
    .argParser(aFolder)
    .default(DEFAULT_DATA_DIR);

export const outputsOption = () =>
  new Option(
    "--outputs <file>",
    "work on a deployment on AWS, named by its .sst/outputs.json; credentials as for the AWS CLI",
  )
    .argParser(aFile)
    .conflicts("data");

export const dateOption = () => new Option("--date <YYYY-MM-DD>", "show this UTC date").argParser(aDate);

export const sourceOption = () =>
  new Option("--source <name>", "show one source, such as arxiv, on the date (default: today)").argParser(
    aSource,
  );

export const slotsOption = () =>
  new Option(
    "--slots <N>",
    `spread each sum over N items, ${SLOTS.from} to ${SLOTS.to}, so that N projectors do not wait for each other (default: the current number)`,
  ).argParser(aNumberOfSlots);

/**
 * Makes the options of a command refuse another option as their value. Without it, `papers --trace --limit 5` would look for a run named
 * `--limit`.
 */
export function refuseOptionsAsValues(command: Command): void {
  // An option with several values ends at the next option anyway.
  for (const option of command.options.filter(({ required, variadic }) => required && !variadic)) {
    const { parseArg } = option;
    option.argParser((text: string, previous: unknown) => {
      if (command.options.some(({ long }) => long === text))
        throw new InvalidArgumentError("That is an option. Give a value before it.");
      return parseArg ? parseArg(text, previous) : text;
    });
  }
}

function aFolder(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("Give a folder's path.");
  return text;
}

function aFile(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("Give a file's path.");
  return text;
}

/** Returns the text unless it is empty. An empty text would be part of every name. */
export function aText(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("Give a text.");
  return text;
}

/** Returns the text if it is a day of the calendar, since 1970. */
function aDate(text: string): string {
  if (!isADate(text) || text < "1970") throw new InvalidArgumentError("Give a UTC date such as 2025-03-01.");
  return text;
}

function isADate(text: string): boolean {
  const date = new Date(`${text}T00:00:00.000Z`);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
  );
}

export function aSource(text: string): string {
  if (!sourceSchema.safeParse(text).success) throw new InvalidArgumentError("Give a source such as arxiv.");
  return text;
}

function aNumberOfSlots(text: string): number {
  const slots = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(slots >= SLOTS.from && slots <= SLOTS.to))
    throw new InvalidArgumentError(`Give a whole number from ${SLOTS.from} to ${SLOTS.to}.`);
  return slots;
}

const AGES_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Returns the moment that a text names. The text is one of these:
 *
 * - an age, such as `30m`, `12h` or `3d`: that long ago
 * - a local date or time, such as `2025-03-01` or `2025-03-01T18:00`
 * - a moment with its time zone, such as `2025-03-01T18:00Z` or `2025-03-01T18:00:00+01:00`
 */
export function aMoment(text: string): Date {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  if (unit === "m" || unit === "h" || unit === "d") {
    const moment = new Date(Date.now() - Number(count) * AGES_MS[unit]);
    if (moment.getTime() < 0) throw new InvalidArgumentError("Give a moment since 1970.");
    return moment;
  }
  const date = /^\d{4}-\d{2}-\d{2}(?=T|$)/.exec(text)?.[0];
  const isMoment = /^[^T]*(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/.test(text);
  // JavaScript takes a date alone as UTC, and a date with a time as local.
  const moment = new Date(text === date ? `${text}T00:00` : text);
  if (date === undefined || !isMoment || !isADate(date) || !(moment.getTime() >= 0))
    throw new InvalidArgumentError(
      "Give a moment: a time before now, as in 12h or 3d; local time, as in 2025-03-01 or 2025-03-01T18:00; or with its time zone, as in 2025-03-01T18:00Z.",
    );
  return moment;
}

/** Returns a moment as {@link aMoment} does, if it has passed. */
export function aPastMoment(text: string): Date {
  const moment = aMoment(text);
  if (moment.getTime() > Date.now()) throw new InvalidArgumentError("Give a moment that has passed.");
  return moment;
}

/** Returns the moment that a text names: a UTC date, which begins at midnight, or a moment with its time zone. */
export const aDateOrMoment = (text: string): Date =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${aDate(text)}T00:00:00.000Z`) : aMoment(text);

/** Returns the text if it is the URL of a queue that events can go to. */
export function aQueueUrl(text: string): string {
  const path = URL.canParse(text) ? new URL(text).pathname : "";
  if (path.endsWith(".fifo"))
    throw new InvalidArgumentError("Give a standard queue: a FIFO queue takes no events.");
  if (!/^\/\d{12}\/[-\w]{1,80}$/.test(path))
    throw new InvalidArgumentError(
      "Give a queue's URL, such as https://sqs.us-west-2.amazonaws.com/111122223333/mine.",
    );
  return text;
}

/** Returns the text if it is the ARN of an event bus. */
export function aBusArn(text: string): string {
  if (!/^arn:aws[-a-z]*:events:[-a-z0-9]+:\d{12}:event-bus\/[-/._\w]{1,256}$/.test(text))
    throw new InvalidArgumentError(
      "Give a bus's ARN, such as arn:aws:events:us-west-2:111122223333:event-bus/mine.",
    );
  return text;
}

const LAST_PORT = 65_535;

/** Returns a number that a TCP port can have. */
export function aPort(text: string): number {
  const port = aPositiveNumber(text);
  if (port > LAST_PORT) throw new InvalidArgumentError(`Give a port from 1 to ${LAST_PORT}.`);
  return port;
}

export function aPositiveNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("Give a whole number from 1.");
  return Number(text);
}

/** Returns the text if it is an address of this machine. Events are sent to no other machine. */
export function aLoopbackUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLoopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url?.hostname ?? "");
  if (!url || !isLoopback || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError("Give an address of this machine, such as http://127.0.0.1:8080/events.");
  return url.href;
}
