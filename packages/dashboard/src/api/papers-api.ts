import { UnreadablePaperError } from "@paperledger/aws/papers/paper-store-errors";
import {
  BEFORE_ALL_TEXTS,
  type PaperId,
  paperIdSchema,
  type StoredPaper,
} from "@paperledger/core/papers/paper";
import { papersOfRun } from "@paperledger/core/papers/papers-of-run";
import { VersionLoopError, versionsFrom } from "@paperledger/core/papers/version-chain";
import { type TraceId, traceIdSchema } from "@paperledger/core/trace-ids/trace-id";
import type { RunEvent, VersionOrigin } from "@paperledger/events/run-event";
import * as z from "zod";
import type { ReadLedger } from "../dashboard-context.ts";
import type { AddApi } from "./api.ts";
import type { PaperAnswer, PapersOfRunAnswer, PaperVersionLine, VersionsAnswer } from "./papers-answers.ts";
import { parsed } from "./parsed.ts";
import { RequestError } from "./request-error.ts";
import { runIdSchema } from "./run-id.ts";
import { wholeNumber } from "./whole-number.ts";

/** The number of versions on a page. For each version, its run is read up to the batch that wrote it. */
const VERSIONS_AT_ONCE = 20;

/** The number of papers of a run on a page. One read of the papers table takes the same number. */
const PAPERS_AT_ONCE = 100;

/** The number of characters of a source text that the page shows. The whole text can be downloaded. */
const CHARACTERS_SHOWN = 100_000;

const paperQuery = z.strictObject({ id: paperIdSchema });

const versionsQuery = z.strictObject({
  id: paperIdSchema,
  trace_id: z.string().min(1),
  record_number: wholeNumber(0),
});

const ofRunQuery = z.strictObject({
  run: runIdSchema,
  after: wholeNumber(0).optional(),
});

/** Answers with a paper, its source text and its versions, and with the papers that a run wrote. */
export const addPapersApi: AddApi = (app, { readLedger }) => {
  app.get("/api/papers/paper", async (c) => {
    const { id } = parsed(paperQuery, c.req.query());
    return c.json<PaperAnswer>(paperAnswer(await readPaper(readLedger, id)));
  });
  app.get("/api/papers/source-text", async (c) => {
    const { id } = parsed(paperQuery, c.req.query());
    const { raw_xml, raw_json } = await readPaper(readLedger, id);
    const name = `${id.replace(/[^\w.-]/g, "_").slice(0, 100)}${raw_xml === undefined ? ".json" : ".xml"}`;
    return c.body(raw_xml ?? raw_json ?? "", 200, {
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="${name}"`,
    });
  });
  app.get("/api/papers/versions", async (c) => {
    const { id, ...from } = parsed(versionsQuery, c.req.query());
    return c.json<VersionsAnswer>(await readVersions(readLedger, id, from));
  });
  app.get("/api/papers/of-run", async (c) => {
    const { run, after } = parsed(ofRunQuery, c.req.query());
    return c.json<PapersOfRunAnswer>(await readPapersOfRun(readLedger, run, after));
  });
};

/** @throws RequestError if there is no such paper, or it cannot be read */
async function readPaper(readLedger: ReadLedger, id: PaperId): Promise<StoredPaper> {
  const [paper] = await readLedger(({ papers }) => papers.get([id])).catch((error: unknown) => {
    if (error instanceof UnreadablePaperError) throw new RequestError(404, error.message, { cause: error });
    throw error;
  });
  if (!paper) throw new RequestError(404, `there is no paper ${id}`);
  return paper;
}

function paperAnswer({ raw_xml, raw_json, ...paper }: StoredPaper): PaperAnswer {
  const text = raw_xml ?? raw_json;
  return {
    paper,
    is_withdrawal_alone: paper.updated_at === BEFORE_ALL_TEXTS,
    source_text:
      text === undefined
        ? null
        : {
            name: raw_xml === undefined ? "raw_json" : "raw_xml",
            bytes: Buffer.byteLength(text),
            beginning: text.slice(0, CHARACTERS_SHOWN),
            is_all: text.length <= CHARACTERS_SHOWN,
          },
  };
}

const readVersions = (readLedger: ReadLedger, id: PaperId, from: VersionOrigin): Promise<VersionsAnswer> =>
  readLedger(async ({ papers, eventLog, statistics }) => {
    const unreadable: string[] = [];
    const note = ({ message }: Error) => unreadable.push(message);
    const [stored] = await papers.get([id]).catch((error: unknown) => {
      if (!(error instanceof UnreadablePaperError)) throw error;
      note(error);
      return [];
    });
    if (!stored && unreadable.length === 0) throw new RequestError(404, `there is no paper ${id}`);
    const isStored = stored?.trace_id === from.trace_id && stored.record_number === from.record_number;
    const versions: PaperVersionLine[] = [];
    let next: VersionOrigin | null = null;
    try {
      for await (const { trace_id, record_number, batch } of versionsFrom(
        id,
        from,
        eventLog,
        note,
        isStored ? stored.previous : undefined,
      )) {
        if (versions.length === VERSIONS_AT_ONCE) {
          next = { trace_id, record_number };
          break;
        }
        versions.push({ trace_id, record_number, batch, key: null });
      }
    } catch (error) {
      if (!(error instanceof VersionLoopError)) throw error;
      note(error);
    }
    const [first] = versions;
    // The first version is the one of the request. It is a version if the table or the log says so, or if the log cannot be read.
    if (first?.batch === null && !isStored && unreadable.length === 0)
      throw new RequestError(
        404,
        `record ${from.record_number} of the run ${from.trace_id} is not a version of ${id}`,
      );
    const runs = await statistics.runs(
      [...new Set(versions.flatMap(({ trace_id }) => traceIdSchema.safeParse(trace_id).data ?? []))],
      note,
    );
    const keys = new Map(runs.map(({ trace_id, key }) => [trace_id, key]));
    return {
      versions: versions.map((each) => ({ ...each, key: keys.get(each.trace_id) ?? null })),
      next,
      unreadable,
    };
  });

const readPapersOfRun = (
  readLedger: ReadLedger,
  run: TraceId,
  after: number | undefined,
): Promise<PapersOfRunAnswer> =>
  readLedger(async ({ papers, eventLog, statistics }) => {
    const unreadable: string[] = [];
    const note = ({ message }: Error) => unreadable.push(message);
    const events: RunEvent[] = [];
    let count = 0;
    let next: number | null = null;
    for await (const event of eventLog.eventsOf(run, note, after)) {
      if (count >= PAPERS_AT_ONCE) {
        next = events.at(-1)?.metadata.seq ?? null;
        break;
      }
      events.push(event);
      if (event.type === "batch-done") count += event.data.upserted_ids.length;
    }
    if (events.length === 0 && after === undefined && unreadable.length === 0)
      throw new RequestError(404, `there is no run ${run}`);
    const written = await Array.fromAsync(papersOfRun(events, papers, note));
    const status = (await statistics.run(run))?.run_status;
    return { trace_id: run, papers: written, next, has_ended: status !== "running", unreadable };
  });
