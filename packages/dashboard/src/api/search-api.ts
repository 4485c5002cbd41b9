import type { ReadSide } from "@paperledger/aws/ledger/ledger";
import { paperIdSchema } from "@paperledger/core/papers/paper";
import { momentsOfUlids } from "@paperledger/core/trace-ids/trace-id";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import * as z from "zod";
import type { SearchAnswer } from "./answers.ts";
import type { AddApi } from "./api.ts";
import { parsed } from "./parsed.ts";

const query = z.strictObject({ text: z.string().trim().min(1).max(2_048) });

/** Finds a run by its trace id, its ULID or a beginning of its ULID, or a paper by its id. It reads one key, or a few runs. */
export const addSearchApi: AddApi = (app, { readLedger }) => {
  app.get("/api/search", async (c) => {
    const { text } = parsed(query, c.req.query());
    return c.json<SearchAnswer>(
      await readLedger(
        async (ledger) =>
          (await runNamed(text, ledger)) ??
          (await paperNamed(text, ledger)) ?? {
            kind: "text",
            note: null,
          },
      ),
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
      };
  const [only] = found;
  return only === undefined ? undefined : { kind: "run", trace_id: only };
}

async function paperNamed(text: string, { papers }: ReadSide): Promise<SearchAnswer | undefined> {
  const id = paperIdSchema.safeParse(text);
  if (!id.success) return undefined;
  const [paper] = await papers.get([id.data]);
  return paper && { kind: "paper", paper_id: paper.paper_id };
}
