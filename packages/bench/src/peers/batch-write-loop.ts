import { gunzipSync } from "node:zlib";
import { BatchWriteCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { paperItem } from "@paperledger/aws/papers/paper-item";
import type { BatchFile } from "@paperledger/core/batch-files/batch-file";
import { arxivAtom } from "@paperledger/core/formats/arxiv-atom";
import type { TextVersion } from "@paperledger/core/papers/paper";
import { tieOf } from "@paperledger/core/papers/tie";

const BATCH = 25;

/**
 * The classic Lambda function: it reads the whole file into memory, cuts it at its tags, and writes 25 papers at a time, one batch after
 * the other, without a condition. It uses our parser, so that only the writing differs.
 */
export async function batchWriteLoop(
  feed: Buffer,
  file: BatchFile,
  client: DynamoDBDocumentClient,
  table: string,
): Promise<void> {
  const text = gunzipSync(feed).toString();
  const papers = [...text.matchAll(/<entry>.*?<\/entry>/gs)].flatMap(([entry], index) =>
    paperIn(entry, index + 1, file),
  );
  for (let from = 0; from < papers.length; from += BATCH) {
    // BatchWriteItem refuses a request that contains an item twice.
    const batch = new Map(papers.slice(from, from + BATCH).map((paper) => [paper.paper_id, paper]));
    let left: object[] = [...batch.values()].map((paper) => ({ PutRequest: { Item: paperItem(paper) } }));
    while (left.length > 0) {
      const { UnprocessedItems = {} } = await client.send(
        new BatchWriteCommand({ RequestItems: { [table]: left } }),
      );
      left = UnprocessedItems[table] ?? [];
    }
  }
}

function paperIn(text: string, number: number, file: BatchFile): TextVersion[] {
  const parsed = arxivAtom.parse(
    { text, number, byteOffset: 0, endByteOffset: text.length },
    { batchTimestamp: file.batchTimestamp, maxRecordBytes: 512 * 1024 },
  );
  if (parsed.kind !== "paper") return [];
  const { traceId: trace_id, batchTimestamp: batch_timestamp } = file;
  const tie = tieOf(parsed.paper, arxivAtom.readerRevision);
  return [{ kind: "text", ...parsed.paper, trace_id, batch_timestamp, record_number: number, tie }];
}
