import { encodeSourceText, type SourceTextEncoding } from "@paperledger/aws/papers/encode-source-text";
import { itemSizeBytes } from "@paperledger/aws/papers/item-size";
import { paperItem } from "@paperledger/aws/papers/paper-item";
import { refusal } from "@paperledger/aws/papers/refusal";
import { BatchFileError } from "@paperledger/core/batch-files/batch-file";
import type { ReadRecord } from "@paperledger/core/batches/read-record";
import { readRecords } from "@paperledger/core/batches/read-records";
import type { Format } from "@paperledger/core/formats/format";
import { openRecords } from "@paperledger/core/formats/open-records";
import { type PaperVersion, timestamp } from "@paperledger/core/papers/paper";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import type { BackfillObject } from "./backfill-object.ts";
import { SampledContent } from "./sampled-content.ts";

/** An estimate of a whole object from its beginning. */
export interface Sample {
  /** The bytes of the stored object that hold its records. */
  readonly bytes: number;
  readonly records: number;
  readonly papers: number;
  /** The sum over the items of all papers. */
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Why the object, or the rest of it, cannot be read. */
  readonly problem: string | null;
}

const NOTHING: Sample = { bytes: 0, records: 0, papers: 0, writeUnits: 0, readUnits: 0, problem: null };

const SAMPLE_RECORDS = 1_000;
/** Uncompressing this much of an object shows its compression ratio. */
const MEASURED_BYTES = 8_000_000;
const LIMITS = { maxRecordBytes: 512 * 1024, maxUncompressedBytes: 256 * 1024 * 1024 };

/** Reads the first thousand records of an object. Then uncompresses more of it, to measure how many stored bytes a record takes. */
export async function sampleObject(
  object: BackfillObject,
  formats: readonly Format[],
  encoding: SourceTextEncoding,
): Promise<Sample> {
  await using content = new SampledContent(await object.open());
  let sample = NOTHING;
  let sampledBytes = 0;
  try {
    await content.open(LIMITS);
    const file = fileOf(object);
    const context = { batchTimestamp: file.batchTimestamp, ...LIMITS };
    const { format, records } = await openRecords(content, context, formats);
    const reading = {
      file,
      format,
      context,
      refusal: (paper: PaperVersion, decodedText?: string) => refusal(paper, decodedText, encoding),
      countedAs: (name: string) => name,
    };
    for await (const record of readRecords(records, reading)) {
      sample = withRecord(sample, record, encoding);
      sampledBytes = record.entry?.archiveBytes ?? record.endByteOffset;
      if (sample.records === SAMPLE_RECORDS) break;
    }
    if (sample.records < SAMPLE_RECORDS) sampledBytes = content.uncompressedBytes;
  } catch (error) {
    if (!(error instanceof BatchFileError)) throw error;
    sample = { ...sample, problem: error.message };
  }
  if (sampledBytes > 0) await content.drain(MEASURED_BYTES);
  return { ...sample, bytes: content.storedBytesOf(sampledBytes) };
}

function withRecord(sample: Sample, { content }: ReadRecord, encoding: SourceTextEncoding): Sample {
  const records = sample.records + 1;
  if (content.kind !== "paper") return { ...sample, records };
  const sizeBytes = itemSizeBytes(encodeSourceText(paperItem(content.paper), encoding));
  return {
    ...sample,
    records,
    papers: sample.papers + 1,
    writeUnits: sample.writeUnits + Math.ceil(sizeBytes / WRITE_UNIT_BYTES),
    readUnits: sample.readUnits + Math.ceil(sizeBytes / READ_UNIT_BYTES) / 2,
  };
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html */
const WRITE_UNIT_BYTES = 1_024;
const READ_UNIT_BYTES = 4_096;

/** The sample counts as uploaded now, so a record with a later time is not a paper. */
const fileOf = ({ name, sizeBytes }: BackfillObject) => ({
  traceId: traceIdOf({ bucket: "sample", key: name, version: "", eventTimeMs: 0 }),
  bucket: "sample",
  key: name,
  sizeBytes,
  batchTimestamp: timestamp(new Date()),
});
