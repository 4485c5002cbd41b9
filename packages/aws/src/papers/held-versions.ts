import { type PaperId, PROCESSING_STATUSES, paperIdSchema } from "@paperledger/core/papers/paper";
import type { HeldVersion } from "@paperledger/core/papers/paper-store";
import { parseContext } from "@paperledger/events/parse-context";
import { versionOriginSchema } from "@paperledger/events/run-event";
import * as z from "zod";
import { UnreadablePaperError } from "./paper-store-errors.ts";
import { type PaperRead, readPapers } from "./read-papers.ts";

const heldVersionSchema = z.object({
  paper_id: paperIdSchema,
  ...versionOriginSchema.shape,
  processing_status: z.enum(PROCESSING_STATUSES),
  withdrawn_trace_id: z.string().optional(),
  withdrawn_record_number: z.int().optional(),
});

const ATTRIBUTES: readonly string[] = Object.keys(heldVersionSchema.shape);

/**
 * Reads the stored version of each paper, and no other attributes. For an unreadable item, the result has an error in
 * its place.
 */
export async function heldVersions(
  ids: readonly PaperId[],
  papers: Omit<PaperRead, "consistent" | "attributes">,
): Promise<ReadonlyMap<PaperId, HeldVersion | Error>> {
  const items = await readPapers(ids, { ...papers, consistent: true, attributes: ATTRIBUTES });
  const byId = new Map(items.map((item) => [item.paper_id, item]));
  return new Map(
    ids.flatMap((id) => {
      const item = byId.get(id);
      return item ? [[id, heldVersion(item)] as const] : [];
    }),
  );
}

function heldVersion(item: Readonly<Record<string, unknown>>): HeldVersion | UnreadablePaperError {
  const parsed = heldVersionSchema.safeParse(item, parseContext());
  if (!parsed.success) return new UnreadablePaperError(item.paper_id, parsed.error);
  const { trace_id, record_number, processing_status, withdrawn_trace_id, withdrawn_record_number } =
    parsed.data;
  const withdrawal = versionOriginSchema.safeParse({
    trace_id: withdrawn_trace_id,
    record_number: withdrawn_record_number,
  }).data;
  return { trace_id, record_number, processing_status, ...(withdrawal && { withdrawal }) };
}
