import type { ReadSide } from "@paperledger/aws/ledger/ledger";
import { namedPaperIds } from "@paperledger/core/papers/named-paper-ids";
import { momentsOfUlids } from "@paperledger/core/trace-ids/trace-id";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import * as z from "zod";
import type { SearchAnswer } from "./answers.ts";
import type { AddApi } from "./api.ts";
import { parsed } from "./parsed.ts";

const query = z.strictObject({ text: z.string().trim().min(1).max(2_048) });

/**
 * Finds a run by its trace id, its ULID or a beginning of its ULID, or a paper by its id, its arXiv number or its DOI. It reads a
 * few keys, or a few runs.
 */
export const addSearchApi: AddApi = (app, { readLedger }) => {
  app.get("/api/search", async (c) => {
    const { text } = parsed(query, c.req.query());
    return c.json<SearchAnswer>(
      await readLedger(async (ledger) => (await runNamed(text, ledger)) ?? (await paperNamed(text, ledger))),
    );
  });
};

/** Six or more characters of a ULID, which stand for less than 17 minutes. A shorter beginning would stand for the runs of days. */
const BEGINNING = /^(?:BATCH-\d{8}-)?([0-7][0-9A-HJKMNP-TV-Z]{5,25})$/;

async function runNamed(text: string, { statistics }: ReadSide): Promise<SearchAnswer | undefined> {
  const beginning = BEGINNING.exec(text.toUpperCase())?.[1];
  const range = beginning === undefined ? undefined : momentsOfUlids(beginning);
  if (beginning === undefined || !range) return undefined;
  const found: string[] = [];
  for await (const { trace_id } of statistics.runsBetween(range, () => {}))
    if (ulidOf(trace_id).startsWith(beginning) && found.push(trace_id) > 1)
      return {
        kind: "text",
        note: `Several runs begin with ${beginning}: give more characters.`,
        papers: [],
      };
  const [only] = found;
  return only === undefined ? undefined : { kind: "run", trace_id: only };
}

async function paperNamed(text: string, { papers }: ReadSide): Promise<SearchAnswer> {
  const ids = namedPaperIds(text);
  const found = ids.length === 0 ? [] : (await papers.get(ids)).map(({ paper_id }) => paper_id);
  const [paper, ...others] = found;
  if (paper === undefined) return { kind: "text", note: null, papers: ids };
  if (others.length === 0) return { kind: "paper", paper_id: paper };
  return {
    kind: "text",
    note: `Several papers have this name. Search for one of them: ${found.join(", ")}.`,
    papers: [],
  };
}
