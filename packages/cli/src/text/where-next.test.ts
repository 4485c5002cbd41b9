import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { expect, test } from "vitest";
import { aMoment } from "../options.ts";
import { NO_COLORS } from "../terminal/terminal.fixture.ts";
import {
  commandLine,
  exportsText,
  momentOption,
  type RunsToLookAt,
  type WhereNextOptions,
  whereNextText,
} from "./where-next.ts";

const traceId = parseTraceId("01JN8GQC00W2G4D3ZV1M1K6Q3H");

const runs: RunsToLookAt = {
  last: traceId,
  lastWriting: traceId,
  failed: [],
  rejecting: [],
  since: new Date("2025-03-01T12:00:30.000Z"),
};

const textOf = (some: RunsToLookAt, options: Partial<WhereNextOptions> = {}) =>
  whereNextText(some, { dataDir: ".paperledger", keepsServing: false, colors: NO_COLORS, ...options });

test("gives commands to paste, with their purposes, within 80 columns", () => {
  const lines = textOf(runs, { width: 80 }).split("\n");
  expect(lines.slice(1)).toEqual([
    "  ./paperledger trace 01JN8GQC00W2G4D3ZV1M1K6Q3H           events and rejects",
    "  ./paperledger papers --trace 01JN8GQC00W2G4D3ZV1M1K6Q3H  papers it wrote",
    "  ./paperledger stats                                      all runs together",
    "  ./paperledger verify                                     check of the counts",
  ]);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});

test("does not offer the papers of runs that wrote none", () => {
  expect(textOf({ ...runs, lastWriting: undefined })).not.toContain("papers");
});

test("begins with redrive and rejects where a run failed or rejected records", () => {
  const firstLines = (changes: Partial<RunsToLookAt>) =>
    textOf({ ...runs, ...changes })
      .split("\n")
      .slice(1, 3);
  expect(firstLines({ failed: [traceId], rejecting: [traceId] })).toEqual([
    "  ./paperledger redrive 01JN8GQC00W2G4D3ZV1M1K6Q3H         run it again, once it is fixed",
    "  ./paperledger rejects 01JN8GQC00W2G4D3ZV1M1K6Q3H         what it rejected, and why",
  ]);
  expect(firstLines({ failed: [traceId, traceId] })[0]).toContain(
    "./paperledger redrive --failed-since 2025-03-01T12:00:30Z ",
  );
});

test("leaves the purposes out where there is no room for them", () => {
  expect(textOf(runs, { dataDir: "/a/long/folder/name/for/data", width: 80 })).not.toContain(
    "check of the counts",
  );
});

test("speaks of another terminal only while the command goes on", () => {
  const heading = (keepsServing: boolean) => textOf(runs, { keepsServing }).split("\n")[0];
  expect(heading(true)).toBe("Where to look next, in another terminal");
  expect(heading(false)).toBe("Where to look next");
});

test("names the data folder where it is another, as a shell takes it", () => {
  const inFolder = (dataDir: string) => commandLine("stats", { dataDir });
  expect(inFolder("/tmp/x")).toBe("./paperledger stats --data /tmp/x");
  expect(inFolder("it's here")).toBe("./paperledger stats --data 'it'\\''s here'");
});

test("names a deployment by its file of outputs, as a shell takes it, and nothing in it acts on the terminal", () => {
  const ofDeployment = (outputs: string) => commandLine("stats", { dataDir: ".paperledger", outputs });
  expect(ofDeployment(".sst/outputs.json")).toBe("./paperledger stats --outputs .sst/outputs.json");
  expect(ofDeployment("my app/$(id).json")).toBe("./paperledger stats --outputs 'my app/$(id).json'");
  expect(ofDeployment("\x1b[2J\u202ea")).toBe("./paperledger stats --outputs '\\x1b[2J\\u202ea'");
});

test("gives what is in memory as variables to export", () => {
  const text = exportsText({ AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1", OTHER: "x" }, NO_COLORS);
  expect(text).toContain("  export AWS_ENDPOINT_URL_S3=http://127.0.0.1:1");
  expect(text).not.toContain("OTHER");
});

test.each([
  ["2025-03-01T17:00:00.000Z", "2025-03-01T17:00Z"],
  ["2025-03-01T17:00:30.000Z", "2025-03-01T17:00:30Z"],
  ["2025-03-01T17:00:30.250Z", "2025-03-01T17:00:30.250Z"],
])("the moment %s is given to an option exactly, as %s", (moment, option) => {
  expect(momentOption(new Date(moment))).toBe(option);
  expect(aMoment(option)).toEqual(new Date(moment));
});
