import { problemOf } from "@paperledger/core/rejects/problem-of";
import type { Reject, RejectStore } from "@paperledger/core/rejects/reject";
import type { RejectLine } from "../api/run-answers.ts";
import type { LoggedBatch } from "./run-logs.ts";

/** The place of a reject in a run: the `seq` of its batch, and its number among the rejects of that batch, from 0. */
export interface RejectPlace {
  readonly seq: number;
  readonly nth: number;
}

export interface RejectsWanted {
  /** Only rejects with this reason are wanted. */
  readonly reason?: string | undefined;
  /** Only rejects from this place on are wanted. */
  readonly from?: RejectPlace | undefined;
  readonly most: number;
}

type PlacedReject = RejectPlace & { readonly reject: Reject };

/** Yields the rejects of a run in order. Skips the reject objects of batches that have no reject with the reason. */
export async function* rejectsOf(
  batches: readonly LoggedBatch[],
  store: Pick<RejectStore, "read">,
  { reason, from = { seq: 0, nth: 0 } }: Omit<RejectsWanted, "most"> = {},
): AsyncGenerator<PlacedReject> {
  for (const { seq, reject_key, rejected_by_reason } of batches) {
    if (seq < from.seq || reject_key === null) continue;
    if (reason !== undefined && !Object.hasOwn(rejected_by_reason, reason)) continue;
    let nth = -1;
    for await (const reject of store.read(reject_key)) {
      nth += 1;
      if (seq === from.seq && nth < from.nth) continue;
      if (reason === undefined || reject.reason === reason) yield { seq, nth, reject };
    }
  }
}

/** Reads a page of the rejects of a run. `next` is the place of the first reject after it. */
export async function pageOfRejects(
  batches: readonly LoggedBatch[],
  store: Pick<RejectStore, "read">,
  wanted: RejectsWanted,
): Promise<{ readonly rejects: readonly RejectLine[]; readonly next: RejectPlace | undefined }> {
  const rejects: RejectLine[] = [];
  for await (const { reject, ...place } of rejectsOf(batches, store, wanted)) {
    if (rejects.length === wanted.most) return { rejects, next: place };
    rejects.push(rejectLine(reject, place));
  }
  return { rejects, next: undefined };
}

/** The number of characters of a record's text that are shown at first. */
const CHARACTERS_SHOWN = 4_000;

/** Returns a place as text, such as `12.0`. */
export const placeText = ({ seq, nth }: RejectPlace): string => `${seq}.${nth}`;

const rejectLine = (reject: Reject, place: RejectPlace): RejectLine => ({
  id: placeText(place),
  reason: reject.reason,
  problem: problemOf(reject),
  record_number: reject.record_number,
  byte_offset: reject.byte_offset,
  entry: reject.entry ?? null,
  paper_id: reject.paper_id,
  text: reject.raw.slice(0, CHARACTERS_SHOWN).toWellFormed(),
  characters: reject.raw.length,
  is_truncated: reject.raw_truncated,
});
