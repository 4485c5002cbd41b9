import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readJsonFile, writeJsonFile } from "../json-file.ts";
import type { OnProblem } from "../on-problem.ts";
import type { Delivery } from "./delivery-queue.ts";

/** What was accepted and is not yet delivered. */
export interface PendingDeliveries {
  /** In the order of acceptance. */
  load(): Promise<readonly Delivery[]>;
  put(delivery: Delivery): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Keeps nothing: for queues that need not survive the process. */
export const pendingInMemory: PendingDeliveries = {
  load: async () => [],
  put: async () => undefined,
  remove: async () => undefined,
};

const deliverySchema = z.object({ id: z.string(), payload: z.unknown(), failures: z.int().min(0) });

/**
 * One JSON file a delivery, named so that the order of names is the order of acceptance. A file that cannot be read is
 * told of and left where it is.
 */
export async function pendingDeliveriesIn(folder: string, onProblem: OnProblem): Promise<PendingDeliveries> {
  const fileOf = new Map<string, string>();
  let accepted = 0;
  await mkdir(folder, { recursive: true });

  function newFile(): string {
    const place = `${Date.now()}-${String(accepted++).padStart(9, "0")}`;
    return join(folder, `${place}-${process.pid}.json`);
  }

  return {
    async load() {
      const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
      const deliveries: Delivery[] = [];
      for (const file of names.map((name) => join(folder, name))) {
        const delivery = await readJsonFile(file, deliverySchema).catch(onProblem);
        if (!delivery) continue;
        fileOf.set(delivery.id, file);
        deliveries.push(delivery);
      }
      return deliveries;
    },
    async put(delivery) {
      const file = fileOf.get(delivery.id) ?? newFile();
      fileOf.set(delivery.id, file);
      await writeJsonFile(file, delivery);
    },
    async remove(id) {
      const file = fileOf.get(id);
      fileOf.delete(id);
      if (file) await rm(file, { force: true });
    },
  };
}
