import type { RunEvent, VersionOrigin } from "@paperledger/events/run-event";
import type { OnUnreadable } from "../runs/event-log.ts";
import { type PaperId, paperIdSchema } from "./paper.ts";
import type { HeldVersion, PaperStore } from "./paper-store.ts";

/** A version of a paper that a run wrote, and whether the papers table still holds it. */
export type WrittenPaper = { readonly paper_id: PaperId } & (
  | { readonly state: "current"; readonly processing_status: HeldVersion["processing_status"] }
  /** `by` is the run and record of the version that the table holds now. There may have been others between the two. */
  | { readonly state: "replaced"; readonly by: VersionOrigin }
  /** The paper is no longer in the table: somebody deleted it. */
  | { readonly state: "gone" }
);

/** A paper that a batch wrote, and the batch's records. */
interface Written {
  readonly paperId: PaperId;
  readonly traceId: string;
  readonly records: { readonly first: number; readonly last: number };
}

/** The most papers that one read of the table can ask for. */
const PAPERS_AT_ONCE = 100;

/**
 * Yields every version that a run wrote, in the order of its batches, and whether the table still holds it. The run's
 * `batch-done` events name the papers. A paper that the run wrote twice is yielded twice. Memory does not grow with the run.
 *
 * @param events the events of one run, in order of `seq`
 * @param onUnreadable is called for each id and item that cannot be read, and reading continues. Without it, such an item throws
 */
export async function* papersOfRun(
  events: AsyncIterable<RunEvent> | Iterable<RunEvent>,
  papers: Pick<PaperStore, "versions">,
  onUnreadable: OnUnreadable = throwIt,
): AsyncGenerator<WrittenPaper> {
  let gathered: Written[] = [];
  for await (const event of events) {
    gathered.push(...writtenIn(event, onUnreadable));
    if (gathered.length < PAPERS_AT_ONCE) continue;
    yield* statesOf(gathered, papers, onUnreadable);
    gathered = [];
  }
  yield* statesOf(gathered, papers, onUnreadable);
}

const throwIt = (error: Error): never => {
  throw error;
};

function* writtenIn(event: RunEvent, onUnreadable: OnUnreadable): Generator<Written> {
  if (event.type !== "batch-done") return;
  const { trace_id: traceId, event_id } = event.metadata;
  const { upserted_ids, records } = event.data;
  for (const text of upserted_ids) {
    const id = paperIdSchema.safeParse(text);
    if (id.success) yield { paperId: id.data, traceId, records };
    else
      onUnreadable(new Error(`the event ${event_id} names ${JSON.stringify(text)}, which is not a paper id`));
  }
}

async function* statesOf(
  written: readonly Written[],
  papers: Pick<PaperStore, "versions">,
  onUnreadable: OnUnreadable,
): AsyncGenerator<WrittenPaper> {
  if (written.length === 0) return;
  const held = await papers.versions(written.map(({ paperId }) => paperId));
  for (const each of written) {
    const version = held.get(each.paperId);
    if (version instanceof Error) onUnreadable(version);
    else yield { paper_id: each.paperId, ...stateOf(each, version) };
  }
}

function stateOf(written: Written, held: HeldVersion | undefined) {
  if (held === undefined) return { state: "gone" as const };
  const { trace_id, record_number, processing_status, withdrawal } = held;
  // A withdrawal counts until a newer text ends it.
  const isWithdrawnBy = processing_status === "withdrawn" && withdrawal && isOf(withdrawal, written);
  if (isOf(held, written) || isWithdrawnBy) return { state: "current" as const, processing_status };
  return { state: "replaced" as const, by: { trace_id, record_number } };
}

/** Tells whether a batch wrote this version. A batch holds at most one text and one withdrawal of a paper, so run and records are enough. */
const isOf = ({ trace_id, record_number }: VersionOrigin, { traceId, records }: Written): boolean =>
  trace_id === traceId && records.first <= record_number && record_number <= records.last;
