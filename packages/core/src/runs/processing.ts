import type { RunEvent } from "@paperledger/events/run-event";
import type { BatchFileStore } from "../batch-files/batch-file.ts";
import type { Deadline } from "../deadlines/deadline.ts";
import type { Format } from "../formats/format.ts";
import type { Timestamp } from "../papers/paper.ts";
import type { PaperStore } from "../papers/paper-store.ts";
import type { RejectStore } from "../rejects/reject.ts";
import type { EventLog } from "./event-log.ts";

/** The stores, formats and limits that the processing of a batch file uses. */
export interface Processing {
  readonly batchFiles: BatchFileStore;
  readonly papers: PaperStore;
  readonly rejects: RejectStore;
  readonly eventLog: EventLog;
  readonly formats: readonly Format[];
  readonly limits: ProcessingLimits;
  readonly now: () => Date;
  /** Called with each event of the run as soon as the log holds it. */
  readonly onEvent?: (event: RunEvent) => void;
}

export interface ProcessingLimits {
  /** The number of batches that are written side by side. */
  readonly batchesInFlight: number;
  /** A longer record is rejected, and not held in memory. */
  readonly maxRecordBytes: number;
  /** A file that uncompresses to more is cut here, and its run fails. This ends a gzip bomb. */
  readonly maxUncompressedBytes: number;
  /** A run fails if its invocations together take longer. This limits its cost. */
  readonly maxFileMs: number;
}

/** The invocation that processes a batch file, and those that it goes on from. */
export interface Invocation {
  readonly deadline: Deadline;
  /** The number of invocations just before this one in which no batch of the run was done. */
  readonly idleInvocations: number;
  /** The time when the first invocation of this chain began. Absent if this is the first. */
  readonly beganAt?: Timestamp;
}
