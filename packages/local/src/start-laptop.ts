import { ledgerOf } from "@paperledger/aws/ledger/ledger";
import { refuseOlderTables } from "@paperledger/aws/tables/older-tables";
import { z } from "zod";
import { REGION } from "./account.ts";
import type { Endpoints } from "./clients.ts";
import { chaosEnvironment, withScrambledDeliveries } from "./faults/chaos.ts";
import type { FunctionProcesses } from "./function-process/function-processes.ts";
import type { Delivery, Laptop, LaptopOptions } from "./laptop.ts";
import { type LaptopFunction, laptopFunction } from "./laptop-functions.ts";
import {
  BUS,
  DISCARDED_BUCKET,
  FAILED_INVOCATIONS_QUEUE,
  LEDGER_NAMES,
  RAW_BUCKET,
  RAW_PREFIX,
  TABLES,
  UNDELIVERED_EVENTS_QUEUE,
} from "./laptop-names.ts";
import { type LocalAws, startLocalAws } from "./start-local-aws.ts";
import { discardToBucket } from "./streams/discarded-batch.ts";
import { uploadsTo } from "./upload.ts";

const deliverySchema: z.ZodType<Delivery> = z.object({
  event_id: z.string(),
  papers: z.int(),
  vectors: z.int(),
});

/** Each is a process, and a laptop has few cores. */
const PROCESSOR_CONCURRENCY = 2;
const VECTORIZER_CONCURRENCY = 1;

/** Lambda waits one and two minutes; on a laptop somebody is watching. */
const RETRY_DELAYS_MS = [1_000, 5_000];

/** A record that the projector cannot digest holds up its shard for a quarter of a minute, and is then put aside. */
const streamRetryDelayMs = (failures: number) => Math.min(100 * 2 ** (failures - 1), 2_000);

/**
 * Starts paperledger, whole: the embedded AWS, and the real handlers wired as the stacks wire them. What an earlier start
 * left undone in the same data folder goes on.
 *
 * @throws DataFolderInUseError, DataFolderLayoutError, FileError, JsonFileError, DatabaseFileError, EmbeddedDynamoDbError, OlderTableError
