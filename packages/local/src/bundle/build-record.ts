import { statSync } from "node:fs";

/** A program of this repository that runs in a process of its own. */
export interface BundleSource {
  /** The name of the bundle's folder. */
  readonly name: string;
  /** The modules of the program that are loaded by their path. */
  readonly entryPoints: readonly URL[];
  /** Packages that stay outside of the bundle. */
  readonly external: readonly string[];
  /** The folder that holds the sources and `node_modules`. This checkout unless given. */
  readonly root?: string;
}

/** Describes the latest build, in the file `current.json`. */
export interface BuildRecord {
  /** The folder of the root. Its path is in the bundle. */
  readonly root: string;
  /** The folder of the build, relative to the folder of its bundle. */
  readonly folder: string;
  /** The sources that the bundle was built from and the list of the installed packages, by their path relative to the root, as {@link stateOf} them. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The modules of the build, by their path relative to `folder`, as {@link stateOf} them. */
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * Returns a text that changes with each change of a file. It is faster than a hash of the content. It is reliable, because nobody
 * can set back a file's ctime.
 */
export function stateOf(file: string): string {
  const { size, ctimeMs, ino } = statSync(file);
  return `${size} ${ctimeMs} ${ino}`;
}
