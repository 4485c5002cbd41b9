import { createHash } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { readJsonFile, writeJsonFile } from "@paperledger/local/files/json-file";
import * as z from "zod";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";

const progressSchema = z.object({
  /** The end of the range, as it was when the replay began. */
  to: z.iso.datetime(),
  sent: z.int().min(0),
  after: z.object({ day: z.string(), trace_id: z.string(), seq: z.int() }),
});

/** The progress of a stopped replay. */
export type ReplayProgress = z.infer<typeof progressSchema>;

/** The stored progress of a replay. The same command continues from it. */
export interface ReplayNote {
  read(): ReplayProgress | undefined;
  write(progress: ReplayProgress): void;
  remove(): void;
}

/**
 * Returns the stored progress of a replay. It is a file in the data folder, or beside the outputs of the deployment.
 *
 * @param command names the replay: what is sent, and where
 */
export function replayNote({ dataDir, outputs }: DeploymentPlace, command: object): ReplayNote {
  const folder =
    outputs === undefined ? join(dataDir, "replays") : join(dirname(outputs), "paperledger-replays");
  const name = createHash("sha256").update(JSON.stringify(command)).digest("hex").slice(0, 16);
  const path = join(folder, `${name}.json`);
  return {
    read: () => readJsonFile({ path, schema: progressSchema, whenBroken: "add --restart to begin again" }),
    write(progress) {
      mkdirSync(folder, { recursive: true });
      writeJsonFile(path, progress);
    },
    remove: () => rmSync(path, { force: true }),
  };
}
