import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readJsonFile, writeJsonFile } from "../json-file.ts";
import type { OnProblem } from "../on-problem.ts";

/** Something accepted that is to reach its receiver at least once. */
export type Delivery = Readonly<z.infer<typeof deliverySchema>>;

const deliverySchema = z.object({
  /** The same for every attempt, also after a restart. */
  id: z.string(),
  payload: z.unknown(),
  /** Attempts that failed so far. */
  failures: z.int().min(0),
});

/** What was accepted and is not yet delivered. */
export interface PendingDeliveries {
  /** In the order of acceptance. */
  load(): readonly Delivery[];
  put(delivery: Delivery): void;
  remove(id: string): void;
}

/** Keeps nothing: for queues that need not survive the process. */
export const pendingInMemory: PendingDeliveries = {
  load: () => [],
  put: () => undefined,
  remove: () => undefined,
};

/**
 * One JSON file a delivery, named so that the order of names is the order of acceptance. A file that cannot be read is
 * told of and left where it is.
 */
export function pendingDeliveriesIn(folder: string, onProblem: OnProblem): PendingDeliveries {
  const fileOf = new Map<string, string>();
  let accepted = 0;
  mkdirSync(folder, { recursive: true });

  function load(file: string): Delivery | undefined {
    try {
      return readJsonFile(file, deliverySchema);
    } catch (error) {
      onProblem(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    }
  }

  return {
    load() {
      const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
      return names.sort().flatMap((name) => {
        const delivery = load(join(folder, name));
        if (delivery) fileOf.set(delivery.id, join(folder, name));
        return delivery ?? [];
      });
    },
    put(delivery) {
      const place = `${Date.now()}-${String(accepted++).padStart(9, "0")}`;
      const file = fileOf.get(delivery.id) ?? join(folder, `${place}-${delivery.id}.json`);
      fileOf.set(delivery.id, file);
      writeJsonFile(file, delivery);
    },
    remove(id) {
      const file = fileOf.get(id);
      fileOf.delete(id);
      if (file) rmSync(file, { force: true });
    },
  };
}
