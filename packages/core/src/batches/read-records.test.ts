import { describe, expect, test } from "vitest";
import type { Format, ParsedRecord, SourceRecord } from "../formats/format.ts";
import type { Timestamp } from "../papers/paper.ts";
import { tieOf } from "../papers/tie.ts";
import { FILE, LINES_FORMAT } from "../runs/processing.fixture.ts";
import { collect, dayOfJanuary, oneByOne, paperVersion } from "./read-record.fixture.ts";
import { type RecordReading, readRecords } from "./read-records.ts";

const { trace_id: _, batch_timestamp: __, record_number: ___, ...paper } = paperVersion("a", 1);

const recordAt = (number: number, problem?: SourceRecord["problem"]): SourceRecord => ({
  number,
  byteOffset: 1_000,
  endByteOffset: 1_070,
  text: "<entry/>",
  ...(problem && { problem }),
});

const parsing = (parsed: ParsedRecord): Format => ({ ...LINES_FORMAT, source: "lines", parse: () => parsed });

const read = async (record: SourceRecord, changed: Partial<RecordReading> = {}) =>
  (
    await collect(
      readRecords(oneByOne([record]), {
        file: FILE,
        format: parsing({ kind: "paper", paper }),
        context: { batchTimestamp: FILE.batchTimestamp, maxRecordBytes: 1_000 },
        refusal: () => undefined,
        countedAs: (source) => source,
        ...changed,
      }),
    )
  )[0];

describe("a time more than a day after the upload", () => {
  const [inADay, inTwoDays] = [dayOfJanuary(6), dayOfJanuary(7)];
  const withTimes = (times: object) => parsing({ kind: "paper", paper: { ...paper, ...times } });
  const withdrawnAt = (withdrawn_at: Timestamp) =>
    parsing({ kind: "withdrawal", withdrawal: { paper_id: paper.paper_id, source: "arxiv", withdrawn_at } });

  test.each([
    ["updated_at", withTimes({ updated_at: inTwoDays }), withTimes({ updated_at: inADay })],
    [
      "record_changed_at",
      withTimes({ record_changed_at: inTwoDays }),
      withTimes({ record_changed_at: inADay }),
    ],
    ["withdrawn_at", withTimes({ withdrawn_at: inTwoDays }), withTimes({ withdrawn_at: inADay })],
    ["withdrawn_at", withdrawnAt(inTwoDays), withdrawnAt(inADay)],
  ])(
    "in %s makes a record a reject, which says from when on a redrive can accept it",
    async (name, future, soon) => {
      expect((await read(recordAt(7), { format: future }))?.content).toMatchObject({
        kind: "reject",
        reason: "date-in-future",
        paperId: "arxiv:a",
        message: `the ${name} of arxiv:a is ${inTwoDays}, more than a day after its batch file was uploaded: correct the record, or redrive it from ${inADay} on`,
      });
      expect((await read(recordAt(7), { format: soon }))?.content.kind).toBe("paper");
    },
  );

  test("is compared with the redrive's own upload, not with the first upload of the record", async () => {
    const context = { batchTimestamp: dayOfJanuary(1), maxRecordBytes: 1_000 };
    const format = withTimes({ updated_at: inADay });
    expect((await read(recordAt(7), { format, context }))?.content.kind).toBe("paper");
  });
});

describe("a record is read", () => {
  test("as a paper of this run, with its place in the file", async () => {
    expect(await read(recordAt(7))).toEqual({
      number: 7,
      byteOffset: 1_000,
      endByteOffset: 1_070,
      bytes: 70,
      source: "arxiv",
      content: {
        kind: "paper",
        paper: {
          ...paper,
          tie: tieOf(paper, LINES_FORMAT.readerRevision),
          trace_id: FILE.traceId,
          batch_timestamp: FILE.batchTimestamp,
          record_number: 7,
        },
        text: "<entry/>",
      },
    });
  });

  test("as a withdrawal of this run", async () => {
    const withdrawal = { paper_id: paper.paper_id, source: "arxiv", withdrawn_at: dayOfJanuary(1) };
    expect(
      (await read(recordAt(7), { format: parsing({ kind: "withdrawal", withdrawal }) }))?.content,
    ).toEqual({
      kind: "paper",
      paper: {
        kind: "withdrawal",
        ...withdrawal,
        trace_id: FILE.traceId,
        batch_timestamp: FILE.batchTimestamp,
        record_number: 7,
      },
      text: "<entry/>",
    });
  });

  test("with a tie from the revision of its reader, in an archive from the reader of its entry", async () => {
    const tieBy = async (format: Format, entry?: Format) => {
      const record = recordAt(7);
      const at = { name: "part", byteOffset: 0, archiveBytes: 0, format: entry };
      const found = await read(entry ? { ...record, entry: at } : record, { format });
      return (
        found?.content.kind === "paper" && found.content.paper.kind === "text" && found.content.paper.tie
      );
    };
    const ofRevision = (readerRevision: number) => ({ ...parsing({ kind: "paper", paper }), readerRevision });
    expect(await tieBy(ofRevision(2))).toBe(tieOf(paper, 2));
    expect(await tieBy(ofRevision(2), ofRevision(3))).toBe(tieOf(paper, 3));
  });

  test("as a reject of the format's source if it is not a paper", async () => {
    const format = parsing({ kind: "reject", reason: "no-id", message: "it has no id" });
    expect(await read(recordAt(7), { format })).toMatchObject({
      number: 7,
      bytes: 70,
      source: "lines",
      content: {
        kind: "reject",
        reason: "no-id",
        message: "it has no id",
        paperId: null,
        text: "<entry/>",
      },
    });
  });

  test("as a reject of its own source if the table would never accept the paper", async () => {
    const refusal = () => ({ reason: "too-large", message: "its item is too large" });
    expect(await read(recordAt(7), { refusal })).toMatchObject({
      source: "arxiv",
      content: {
        kind: "reject",
        reason: "too-large",
        message: "its item is too large",
        paperId: "arxiv:a",
      },
    });
  });

  test("as a reject with its entry, and with the source of the entry, in an archive", async () => {
    const format = parsing({ kind: "reject", reason: "no-id", message: "it has no id" });
    const ofEntry = { ...LINES_FORMAT, source: "doaj" };
    const entry = { name: "a.json", byteOffset: 900, archiveBytes: 0, format: ofEntry };
    expect(await read({ ...recordAt(7), entry }, { format })).toMatchObject({ source: "doaj", entry });
    const unknown = { ...entry, format: undefined };
    expect(await read({ ...recordAt(7), entry: unknown }, { format })).toMatchObject({ source: "lines" });
  });

  test("as a reject without being parsed, if it could not be cut out", async () => {
    const format: Format = {
      ...LINES_FORMAT,
      parse: () => {
        throw new Error("this record is not to be parsed");
      },
    };
    const record = recordAt(7, { reason: "too-large", message: "it is longer than 1000 bytes" });
    expect(await read(record, { format })).toMatchObject({
      content: { kind: "reject", reason: "too-large", text: "<entry/>" },
    });
  });

  test("with the name under which its source is counted", async () => {
    const countedAs = (source: string) => `counted-${source}`;
    expect(await read(recordAt(7), { countedAs })).toMatchObject({ source: "counted-arxiv" });
  });
});
