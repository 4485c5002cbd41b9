import { Readable } from "node:stream";
import { eventItem, runEventOfItem } from "@paperledger/aws/event-log/event-item";
import { refusal } from "@paperledger/aws/papers/refusal";
import { CONTEXT } from "@paperledger/core/formats/fixtures/contexts";
import { FORMATS } from "@paperledger/core/formats/formats";
import { processBatchFile } from "@paperledger/core/runs/process-batch-file";
import type { Processing } from "@paperledger/core/runs/processing";
import { FILE, ledgerInMemory } from "@paperledger/core/runs/processing.fixture";
import type { RunResult } from "@paperledger/core/runs/run-result";
import type { HostileFile } from "./hostile-file.ts";

const LIMITS = {
  batchesInFlight: 4,
  maxRecordBytes: 512 * 1024,
  maxUncompressedBytes: 16 * 1024 * 1024,
  maxFileMs: 60 * 60 * 1000,
};

/** The upload is later than every time in the documents. A record with a later time would be rejected. */
const HOSTILE_FILE = { ...FILE, batchTimestamp: CONTEXT.batchTimestamp };

/** The most CPU time for one file. It is CPU time, because elapsed time depends on other load. For memory, see hostile-memory.int.test.ts. */
export const MOST_CPU_MS = 5_000;

export interface ProcessedFile {
  readonly result: RunResult;
  /** The format and compression that were recognised, if the file was completed. */
  readonly readAs: { readonly format: string; readonly compression: string } | undefined;
  /** The CPU time of this process during the file. It is correct only if one file is processed at a time. */
  readonly cpuMs: number;
}

/** Thrown if a promise did not hold for a file. */
class BrokenPromiseError extends Error {
  override readonly name = "BrokenPromiseError";
}

/**
 * Processes a file with a ledger in memory, as the processor does with DynamoDB and S3.
 *
 * @throws BrokenPromiseError if the run does not end, its counts do not add up, a record is lost, or a stored item cannot be read
 */
export async function processHostileFile({ content, chunkBytes }: HostileFile): Promise<ProcessedFile> {
  const ledger = ledgerInMemory([]);
  const usual = ledger.processing(LIMITS);
  const processing: Processing = {
    ...usual,
    papers: { ...usual.papers, refusal },
    batchFiles: {
      open: async (_, fromByte = 0) => Readable.from(chunksOf(content.subarray(fromByte), chunkBytes)),
    },
    formats: FORMATS,
  };
  const before = process.cpuUsage();
  const result = await processBatchFile(HOSTILE_FILE, processing);
  const { user, system } = process.cpuUsage(before);
  const cpuMs = (user + system) / 1_000;

  const { processed_count, upsert_count, duplicate_count, failed_count, status } = result;
  if (status === "running") throw new BrokenPromiseError("the run has no end");
  if (processed_count !== upsert_count + duplicate_count + failed_count)
    throw new BrokenPromiseError(`the counts do not add up: ${JSON.stringify(result)}`);
  const rejects = [...ledger.rejects.values()].flat();
  if (rejects.length !== failed_count)
    throw new BrokenPromiseError(`${failed_count} failed and ${rejects.length} rejects were kept`);
  const events = ledger.eventLog.events();
  for (const event of events) runEventOfItem(JSON.parse(JSON.stringify(eventItem(event))));
  const readAs = events.find((event) => event.type === "completed")?.data;
  return { result, readAs, cpuMs };
}

function* chunksOf(content: Buffer, chunkBytes: number): Generator<Buffer> {
  for (let at = 0; at < content.length; at += chunkBytes) yield content.subarray(at, at + chunkBytes);
}
