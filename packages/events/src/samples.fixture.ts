import { readdirSync, readFileSync } from "node:fs";
import * as z from "zod";

const FOLDER = new URL("../samples/", import.meta.url);

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, FOLDER), "utf8"));

/** The events of the sample files with one event, by the file's name without its ending. */
export const sampleEvents: ReadonlyMap<string, unknown> = new Map(
  readdirSync(FOLDER)
    .filter((name) => name !== "small-run.json")
    .map((name) => [name.replace(".json", ""), read(name)]),
);

/** All events of the sample run. */
export const sampleRun: readonly unknown[] = z.array(z.unknown()).parse(read("small-run.json"));
