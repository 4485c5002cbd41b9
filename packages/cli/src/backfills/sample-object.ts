import { itemSizeBytes } from "@paperledger/aws/papers/item-size";
import { paperItem } from "@paperledger/aws/papers/paper-item";
import { refusal } from "@paperledger/aws/papers/refusal";
import { BatchFileError } from "@paperledger/core/batch-files/batch-file";
import { readRecords } from "@paperledger/core/batches/read-records";
import { decompress } from "@paperledger/core/compression/decompress";
import { openRecords } from "@paperledger/core/formats/open-records";
import { timestamp } from "@paperledger/core/papers/paper";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import type { BackfillObject } from "./backfill-object.ts";

/** What the beginning of an object tells of the whole. */
export interface Sample {
  /** Bytes of the object as it is stored that were read for it. */
  readonly bytes: number;
  readonly records: number;
  readonly papers: number;
  /** Of all the papers' items together. */
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Why it cannot be read (further). */
  readonly problem: string | null;
}

const SAMPLE_RECORDS = 1_000;
const LIMITS = { maxRecordBytes: 512 * 1024, maxUncompressedBytes: 256 * 1024 * 1024 };

/** Reads the first thousand records of an object. */
export async function sampleObject(object: BackfillObject): Promise<Sample> {
  let sample: Sample = { bytes: 0, records: 0, papers: 0, writeUnits: 0, readUnits: 0, problem: null };
  const source = await object.open();
  let readBytes = 0;
  source.on("data", (chunk: Buffer) => {
    readBytes += chunk.length;
  });
  source.pause();
  try {
    const { content } = await decompress(source, LIMITS);
    const file = fileOf(object);
    const context = { batchTimestamp: file.batchTimestamp, ...LIMITS };
    const { format, records } = await openRecords(content, context);
    const reading = { file, format, context, refusal, countedAs: (name: string) => name };
    for await (const { content } of readRecords(records, 0, reading)) {
      sample = { ...sample, records: sample.records + 1 };
      if (content.kind === "paper") {
        const sizeBytes = itemSizeBytes(paperItem(content.paper));
        sample = {
          ...sample,
          papers: sample.papers + 1,
          writeUnits: sample.writeUnits + Math.ceil(sizeBytes / WRITE_UNIT_BYTES) + INDEX_WRITE_UNITS,
          readUnits: sample.readUnits + Math.ceil(sizeBytes / READ_UNIT_BYTES) / 2,
        };
      }
      if (sample.records === SAMPLE_RECORDS) break;
    }
  } catch (error) {
    if (!(error instanceof BatchFileError)) throw error;
    sample = { ...sample, problem: error.message };
  } finally {
    source.destroy();
  }
  return { ...sample, bytes: readBytes };
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html */
const WRITE_UNIT_BYTES = 1_024;
const READ_UNIT_BYTES = 4_096;
/** The index by trace id holds keys and status alone. */
const INDEX_WRITE_UNITS = 1;

const fileOf = ({ name, sizeBytes }: BackfillObject) => ({
  traceId: traceIdOf({ bucket: "sample", key: name, version: "", eventTimeMs: 0 }),
  bucket: "sample",
  key: name,
  sizeBytes,
  batchTimestamp: timestamp(new Date(0)),
});
