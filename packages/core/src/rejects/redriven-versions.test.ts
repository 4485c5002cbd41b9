import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { batchOutcome } from "../batches/batch-outcome.ts";
import { readRecords } from "../batches/read-records.ts";
import { CONTEXT } from "../formats/fixtures/contexts.ts";
import { jatsArticle, pmcOaiRecord } from "../formats/fixtures/jats.ts";
import { RECORDS_OF_VERSIONS } from "../formats/fixtures/versions.ts";
import { FORMATS } from "../formats/formats.ts";
import { jats } from "../formats/jats.ts";
import { openRecords } from "../formats/open-records.ts";
import { FILE } from "../runs/processing.fixture.ts";
import { assembleRejects } from "./assemble-rejects.ts";

/** Puts a record's text into a batch file of its format, and reads the file's first record. */
async function readBack(format: string, text: string) {
  const { content } = assembleRejects(format, [text]);
  const opened = await openRecords(Readable.from([Buffer.from(content)]), CONTEXT, FORMATS);
  const [record] = await Array.fromAsync(
    readRecords(opened.records, {
      file: { ...FILE, batchTimestamp: CONTEXT.batchTimestamp },
      format: opened.format,
      context: CONTEXT,
      refusal: () => undefined,
      countedAs: (source) => source,
    }),
  );
  if (record?.content.kind !== "paper") throw new Error(`${format}: ${JSON.stringify(record?.content)}`);
  return { record, paper: record.content.paper };
}

/** Returns the text in the reject of a record whose paper the table refused. */
function refused(record: Awaited<ReturnType<typeof readBack>>["record"]): string {
  const batch = { seq: 1, records: [record], position: { record_number: 1, byte_offset: 1 }, cut: false };
  const upserts = new Map([[record.number, { kind: "rejected", reason: "refused", message: "" } as const]]);
  return batchOutcome(batch, upserts, FILE.key).rejects[0]?.raw ?? "";
}

const ofHeaderAlone = pmcOaiRecord(
  jatsArticle({ ids: '<article-id pub-id-type="doi">10.5072/loom</article-id>' }),
);
const byFormat = Map.groupBy(
  [...RECORDS_OF_VERSIONS, { format: jats, text: ofHeaderAlone }],
  ({ format }) => format.name,
);

test.each([...byFormat])(
  "a version in %s that the table refused is redriven as the same version",
  async (format, records) => {
    for (const { text } of records) {
      const { record, paper } = await readBack(format, text);
      expect((await readBack(format, refused(record))).paper).toEqual(paper);
    }
  },
);
