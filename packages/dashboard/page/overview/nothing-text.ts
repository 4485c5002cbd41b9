import type { RunLine } from "../../src/api/answers.ts";
import { bucketOf } from "./shown-runs.ts";

/** A text that somebody searched for with Enter, and that does not name a run or a paper. */
export interface SearchedText {
  readonly text: string;
  /** The ids of the papers that it could name. None of them exists. */
  readonly papers: readonly string[];
}

/** Says what was looked for without success, and what can be done. */
export function nothingText({ text, papers }: SearchedText, all: readonly RunLine[]): string {
  const bucket = bucketOf(text);
  const buckets = [...new Set(all.flatMap((run) => run.bucket ?? []))];
  if (bucket !== undefined && !buckets.includes(bucket)) {
    const theirs = buckets.length === 0 ? "" : ` Their files are in ${buckets.join(", ")}.`;
    return `None of the listed runs read a file of the bucket ${bucket}.${theirs}`;
  }
  const [paper] = papers;
  if (paper !== undefined)
    return `There is no paper ${paper}, and none of the listed runs has this text in its file.`;
  return "No run, paper or file of this name. A run has a ULID, a paper an id such as arxiv:2401.90001 or a DOI, a file any part of its key. Remove the other filters, or choose a longer time.";
}
