import { arxivAtom } from "./arxiv-atom.ts";
import type { Format } from "./format.ts";
import { paperJson, paperNdjson } from "./paper-json.ts";

/** Every format known. The first that recognises a file reads it, so those that take less come first. */
export const FORMATS: readonly Format[] = [arxivAtom, paperJson, paperNdjson];

/** The format of this name, such as an event tells of. */
export const formatNamed = (name: string, formats: readonly Format[] = FORMATS): Format | undefined =>
  formats.find((format) => format.name === name);
