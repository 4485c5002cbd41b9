import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { FileError } from "@paperledger/embedded/file-error";
import * as z from "zod";
import { mustHaveRoom } from "../files/disk-room.ts";
import { readJsonFile, writeJsonFile } from "../files/json-file.ts";
import { asError, type OnProblem } from "../on-problem.ts";

/** A payload that was accepted and has to be delivered at least once. */
export type Delivery = Readonly<z.infer<typeof deliverySchema>>;

const deliverySchema = z.object({
  /** The id of the delivery. It is the same for every attempt, even after a restart. */
  id: z.string(),
  payload: z.unknown(),
  /** The number of failed attempts. */
  failures: z.int().min(0),
});

/** Stores deliveries that were accepted and are not done yet. */
export interface PendingDeliveries {
  /** Returns the deliveries that an earlier process left, in the order of acceptance. */
  load(): readonly Delivery[];
  /** Stores a delivery. @throws FileError if that fails. Then the earlier state of the same delivery stays stored */
  put(delivery: Delivery): void;
  /** @throws FileError if the disk is full. A failure during that time does not count against a delivery */
  mustHaveRoom(): void;
  /** @throws FileError if the delivery cannot be removed */
  remove(id: string): void;
}

/** Stores nothing. For queues that need not survive the process. */
export const pendingInMemory: PendingDeliveries = {
  load: () => [],
  put: () => undefined,
  mustHaveRoom: () => undefined,
  remove: () => undefined,
};

/**
 * Stores each delivery in a JSON file of its own. The order of file names is the order of acceptance. A file that cannot be read is
 * reported and stays in the folder.
 *
 * @throws FileError if the folder cannot be created or listed
 */
export function pendingDeliveriesIn(folder: string, onProblem: OnProblem): PendingDeliveries {
  const fileOf = new Map<string, string>();
  let accepted = 0;

  function load(path: string): Delivery | undefined {
    try {
      return readJsonFile({ path, schema: deliverySchema, whenBroken: WHEN_BROKEN });
    } catch (error) {
      onProblem(asError(error));
      return undefined;
    }
  }

  function nameOf(id: string): string {
    const place = `${Date.now()}-${String(accepted++).padStart(9, "0")}`;
    return join(folder, `${place}-${id}.json`);
  }

  return {
    load: () =>
      jsonFilesIn(folder).flatMap((name) => {
        const path = join(folder, name);
        const delivery = load(path);
        if (!delivery) return [];
        fileOf.set(delivery.id, path);
        return delivery;
      }),
    put(delivery) {
      const file = fileOf.get(delivery.id) ?? nameOf(delivery.id);
      writeJsonFile(file, delivery);
      fileOf.set(delivery.id, file);
    },
    mustHaveRoom: () => mustHaveRoom(folder),
    remove(id) {
      const file = fileOf.get(id);
      fileOf.delete(id);
      if (file) removeFile(file, folder);
    },
  };
}

const WHEN_BROKEN =
  "the event in it is not delivered. Correct it and start again, or remove it to give the event up";

function jsonFilesIn(folder: string): readonly string[] {
  try {
    mkdirSync(folder, { recursive: true });
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .sort();
  } catch (cause) {
    throw new FileError(folder, "opened", cause);
  }
}

function removeFile(file: string, folder: string): void {
  try {
    rmSync(file, { force: true });
  } catch (cause) {
    throw new FileError(folder, "written", cause);
  }
}
