// A program of its own, so that its memory can be measured. It processes a long file, and prints the result and the most memory used.
import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { FORMATS } from "@paperledger/core/formats/formats";
import { processBatchFile } from "@paperledger/core/runs/process-batch-file";
import { FILE, ledgerInMemory } from "@paperledger/core/runs/processing.fixture";
import { peakMemoryBytes } from "@paperledger/local/peak-memory";

const papers = Number(process.argv[2]);
const abstract = "words and words ".repeat(1_250);

function* lines(): Generator<string> {
  for (let n = 0; n < papers; n++)
    yield `${JSON.stringify({ paper_id: `demo:${n}`, title: `Paper ${n}`, abstract })}\n`;
}

const result = await processBatchFile(FILE, {
  ...ledgerInMemory([]).processing({ maxUncompressedBytes: 2 ** 40 }),
  formats: FORMATS,
  batchFiles: { open: async () => Readable.from(lines()).pipe(createGzip({ level: 1 })) },
  papers: {
    refusal: () => undefined,
    upsert: async (batch) => batch.map(() => ({ kind: "upserted" as const })),
    get: async () => [],
    texts: async () => [],
    versions: async () => new Map(),
  },
});
const bytes = papers * abstract.length;
console.log(JSON.stringify({ result, bytes, largestBytes: peakMemoryBytes() }));
