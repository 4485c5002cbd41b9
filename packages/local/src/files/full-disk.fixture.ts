import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { onTestFinished } from "vitest";
import { noSpaceLeft } from "./disk-room.ts";

/** A disk that a test makes full and empties again. */
export interface FullDisk {
  /** The number of refused writes. */
  readonly refusals: number;
  makeRoom(): void;
}

/**
 * Makes `writeFileSync` fail for files in a folder, as on a full disk, and counts the failures. `refuses` may allow some writes.
 *
 * @see https://nodejs.org/api/module.html#modulesyncbuiltinesmexports
 */
export function fillDisk(folder: string, refuses: (path: string) => boolean = () => true): FullDisk {
  const writeFileSync = fs.writeFileSync;
  let isFull = true;
  let refusals = 0;
  fs.writeFileSync = (file, ...rest) => {
    const path = String(file);
    if (isFull && path.startsWith(folder) && refuses(path)) {
      refusals++;
      throw noSpaceLeft();
    }
    writeFileSync(file, ...rest);
  };
  syncBuiltinESMExports();
  onTestFinished(() => {
    fs.writeFileSync = writeFileSync;
    syncBuiltinESMExports();
  });
  return {
    get refusals() {
      return refusals;
    },
    makeRoom() {
      isFull = false;
    },
  };
}

/** Makes `statfsSync` report no free space for a folder until `makeRoom` is called. Writes still work. */
export function takeRoom(folder: string): Pick<FullDisk, "makeRoom"> {
  const statfsSync = fs.statfsSync;
  const restore = () => {
    fs.statfsSync = statfsSync;
    syncBuiltinESMExports();
  };
  Object.assign(fs, {
    statfsSync: (path: string) => ({ ...statfsSync(path), ...(path.startsWith(folder) && { bavail: 0 }) }),
  });
  syncBuiltinESMExports();
  onTestFinished(restore);
  return { makeRoom: restore };
}
