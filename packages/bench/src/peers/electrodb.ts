import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { paperItem } from "@paperledger/aws/papers/paper-item";
import type { TextVersion } from "@paperledger/core/papers/paper";
import { Entity } from "electrodb";

/**
 * Returns an upsert with ElectroDB: a put for each paper, on condition that the paper is new or newer.
 *
 * @see https://electrodb.dev/en/mutations/put/
 */
export function putWithElectro(
  client: DynamoDBDocumentClient,
  table: string,
): (paper: TextVersion) => Promise<unknown> {
  const text = { type: "string", required: true } as const;
  const texts = { type: "list", items: { type: "string" }, required: true } as const;
  const papers = new Entity(
    {
      model: { entity: "paper", version: "1", service: "bench" },
      attributes: {
        paper_id: text,
        source: text,
        title: text,
        abstract: text,
        authors: texts,
        published_date: { type: "string" },
        categories: texts,
        doi: { type: "string" },
        raw_xml: { type: "string" },
        trace_id: text,
        batch_timestamp: text,
        record_number: { type: "number", required: true },
        processing_status: text,
        created_at: text,
        updated_at: text,
      },
      // The plain key, without ElectroDB's prefix.
      // biome-ignore lint/suspicious/noTemplateCurlyInString: ElectroDB fills in the template
      indexes: { paper: { pk: { field: "paper_id", composite: ["paper_id"], template: "${paper_id}" } } },
    } as const,
    { client, table },
  );
  return (paper) => {
    const updatedAt: string = paper.updated_at;
    const { authors, categories, published_date, raw_json: _, ...others } = paperItem(paper);
    return papers
      .put({
        ...others,
        authors: [...authors],
        categories: [...categories],
        ...(published_date !== null && { published_date }),
      })
      .where(
        ({ paper_id, updated_at }, { notExists, lt }) =>
          `${notExists(paper_id)} OR ${lt(updated_at, updatedAt)}`,
      )
      .go();
  };
}
