import { describe, expect, test } from "vitest";
import type { Format, ParsedRecord, SourceRecord } from "../formats/format.ts";
import { FILE, LINES_FORMAT } from "../runs/processing.fixture.ts";
import { collect, oneByOne, paperVersion } from "./read-record.fixture.ts";
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

describe("a record is read", () => {
  test("as a paper of this run, with where it stands in the file", async () => {
    expect(await read(recordAt(7))).toEqual({
      number: 7,
      byteOffset: 1_000,
      endByteOffset: 1_070,
      bytes: 70,
      source: "arxiv",
      content: {
        kind: "paper",
        paper: { ...paper, trace_id: FILE.traceId, batch_timestamp: FILE.batchTimestamp, record_number: 7 },
      },
    });
  });

  test("as a reject of the format's source where it is no paper", async () => {
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

  test("as a reject of its own source where the table would never take the paper", async () => {
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

  test("as a reject of the source of the archive's entry that it stands in, with the entry", async () => {
    const format = parsing({ kind: "reject", reason: "no-id", message: "it has no id" });
    const ofEntry = { ...LINES_FORMAT, source: "doaj" };
    const entry = { name: "a.json", byteOffset: 900, archiveBytes: 0, format: ofEntry };
    expect(await read({ ...recordAt(7), entry }, { format })).toMatchObject({ source: "doaj", entry });
    const unknown = { ...entry, format: undefined };
    expect(await read({ ...recordAt(7), entry: unknown }, { format })).toMatchObject({ source: "lines" });
  });

  test("as a reject, unparsed, where it could not be cut out", async () => {
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

  test("under the name that its source is counted under", async () => {
    const countedAs = (source: string) => `counted-${source}`;
    expect(await read(recordAt(7), { countedAs })).toMatchObject({ source: "counted-arxiv" });
  });
});
