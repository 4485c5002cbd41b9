import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { CONTEXT } from "../formats/fixtures/contexts.ts";
import { europepmcLite, europepmcPage, europepmcRecord } from "../formats/fixtures/europepmc.ts";
import { versionIn } from "../formats/fixtures/version-in.ts";
import { RECORDS_OF_VERSIONS, type RecordOfFormat } from "../formats/fixtures/versions.ts";
import type { FormatContext } from "../formats/format.ts";
import { FORMATS } from "../formats/formats.ts";
import { type StoredPaper, type Timestamp, timestamp } from "../papers/paper.ts";
import { assembleRejects } from "../rejects/assemble-rejects.ts";
import { traceIdOn } from "../statistics/run-events.fixture.ts";
import { processBatchFile } from "./process-batch-file.ts";
import { eventLogInMemory, type Fault, FILE, ledgerInMemory, StoreDownError } from "./processing.fixture.ts";

// If the property fails, fast-check needs this time to shrink and show the counterexample.
vi.setConfig({ testTimeout: 120_000 });

interface Version extends RecordOfFormat {
  readonly paperId: string;
  /** Set if the record has no time of its own: the time of the upload that it has to stay in. */
  readonly fileTime?: Timestamp;
}

const HOUR_MS = 60 * 60 * 1_000;
const uploadedAt = (hours: number) =>
  timestamp(new Date(Date.parse(CONTEXT.batchTimestamp) + hours * HOUR_MS));

const inFileOf = (batchTimestamp: Timestamp): FormatContext => ({ ...CONTEXT, batchTimestamp });

/** Returns the version of a record. If the version depends on the time of the upload, it is bound to that upload. */
async function versionOf({ format, text }: RecordOfFormat, nth: number): Promise<Version> {
  const [one, other] = await Promise.all(
    [uploadedAt(0), uploadedAt(1)].map((time) => versionIn(format, text, inFileOf(time))),
  );
  if (!one || !other || !("kind" in one) || !("kind" in other) || !("paper_id" in one))
    throw new Error(`${format.name}: ${JSON.stringify(one)}`);
  const timesOf = (version: typeof one) =>
    "paper_id" in version ? [version.withdrawn_at, "updated_at" in version && version.updated_at] : [];
  const hasOwnTime = JSON.stringify(timesOf(one)) === JSON.stringify(timesOf(other));
  return { format, text, paperId: one.paper_id, ...(!hasOwnTime && { fileTime: uploadedAt(nth % 3) }) };
}

const versions = await Promise.all(RECORDS_OF_VERSIONS.map(versionOf));
const namespaceOf = ({ paperId }: Version) => paperId.slice(0, paperId.indexOf(":"));
const byNamespace = Object.entries(Object.groupBy(versions, namespaceOf)).map(
  ([namespace, ofNamespace = []]) => [namespace, ofNamespace] as const,
);

interface Upload {
  readonly content: string;
  readonly batchTimestamp: Timestamp;
}

/** Puts versions into batch files: one file for each format and upload. */
function uploadsOf(part: readonly Version[], hours: number): Upload[] {
  const files = Object.groupBy(part, ({ format, fileTime }) => `${format.name} ${fileTime}`);
  return Object.values(files).flatMap((ofFile = []) => {
    const [first] = ofFile;
    if (!first) return [];
    const { content, leftOut } = assembleRejects(
      first.format.name,
      ofFile.map(({ text }) => text),
    );
    if (leftOut.length > 0) throw new Error(`${first.format.name} has no file with ${leftOut}`);
    return [{ content, batchTimestamp: first.fileTime ?? uploadedAt(hours) }];
  });
}

/** Ingests files one after another, retries each file until its run has ended, and returns the content of the table. */
async function tableAfter(uploads: readonly Upload[], asked?: () => Fault) {
  const ledger = ledgerInMemory([], asked);
  for (const [nth, { content, batchTimestamp }] of uploads.entries()) {
    const file = { ...FILE, traceId: traceIdOn(2, nth), key: `papers-${nth}`, batchTimestamp };
    const eventLog = eventLogInMemory([], asked);
    const open = async () => Readable.from([Buffer.from(content)]);
    const processing = { ...ledger.processing(), formats: FORMATS, eventLog, batchFiles: { open } };
    while (!(await isCompleted(() => processBatchFile(file, processing))));
  }
  expect([...ledger.rejects.values()].flat()).toEqual([]);
  return Object.fromEntries([...ledger.stored].map(([id, paper]) => [id, comparedOf(paper)]));
}

async function isCompleted(run: () => ReturnType<typeof processBatchFile>): Promise<boolean> {
  try {
    const { status } = await run();
    expect(status).toBe("completed");
    return true;
  } catch (error) {
    if (error instanceof StoreDownError) return false;
    throw error;
  }
}

/** Returns the fields of a paper without its source text and without the fields that name runs, records and upload times. */
const comparedOf = ({
  trace_id: _trace,
  record_number: _record,
  batch_timestamp: _time,
  created_at: _created,
  previous: _previous,
  withdrawn_trace_id: _withdrawing,
  withdrawn_record_number: _number,
  raw_xml: _xml,
  raw_json: _json,
  ...compared
}: StoredPaper) => compared;

const arbitraryFault = fc.constantFrom<Fault>("none", "none", "none", "before", "half", "after");

describe.each(byNamespace)("the versions of %s", (_namespace, ofNamespace) => {
  test("end the same in any order, in any files, ingested any number of times, after any crashes", async () => {
    const inOneOrder = await tableAfter(ofNamespace.flatMap((version) => uploadsOf([version], 0)));
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...ofNamespace], { minLength: ofNamespace.length }),
        fc.array(fc.constantFrom(...ofNamespace), { maxLength: ofNamespace.length }),
        fc.array(fc.nat({ max: 2 * ofNamespace.length }), { maxLength: 6 }),
        fc.infiniteStream(arbitraryFault),
        async (all, again, cuts, faults) => {
          const inOrder = [...all, ...again];
          const places = [0, ...cuts.toSorted((one, other) => one - other), inOrder.length];
          const parts = places.slice(1).map((end, index) => inOrder.slice(places[index], end));
          const uploads = parts.flatMap(uploadsOf);
          expect(await tableAfter(uploads, () => faults.next().value ?? "none")).toEqual(inOneOrder);
        },
      ),
      { numRuns: 8 },
    );
  });
});

test("among them are papers that are withdrawn, that are not any more, and of which nothing but the withdrawal is known", async () => {
  const table = await tableAfter(versions.flatMap((version) => uploadsOf([version], 0)));
  const states = Object.values(table).map(({ processing_status, withdrawn_at, tie }) =>
    [processing_status, withdrawn_at ? "withdrawn once" : "", tie ? "with a text" : ""].join(" ").trim(),
  );
  expect(new Set(states)).toEqual(
    new Set([
      "ingested  with a text",
      "ingested withdrawn once with a text",
      "withdrawn withdrawn once with a text",
      "withdrawn withdrawn once",
    ]),
  );
});

test("a core answer of Europe PMC replaces the lite one of the same time, in one file or in two, in either order", async () => {
  const [lite, core] = [europepmcPage(europepmcLite()), europepmcPage(europepmcRecord())];
  for (const files of [[`${lite}${core}`], [`${core}${lite}`], [lite, core], [core, lite]]) {
    const uploads = files.map((content, nth) => ({ content, batchTimestamp: uploadedAt(nth) }));
    expect(Object.values(await tableAfter(uploads))).toMatchObject([
      {
        paper_id: "europepmc:MED/99200001",
        title: "Looms of Bombyx at p < 0.05.",
        abstract: "Aim We weave. Results It holds.",
        authors: ["Ada Weaver", "BC Spinner", "Loom Study Group"],
        published_date: "2024-02-10",
        categories: ["Silk", "Bombyx"],
        updated_at: "2024-02-12T00:00:00.000Z",
        processing_status: "ingested",
      },
    ]);
  }
});
