import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { paperItem } from "@paperledger/aws/papers/paper-item";
import type { TextVersion } from "@paperledger/core/papers/paper";
import { Entity, item, list, number, PutItemCommand, string, Table } from "dynamodb-toolbox";

/**
 * Returns an upsert with DynamoDB-Toolbox: a PutItem for each paper, on condition that the paper is new or newer.
 *
 * @see https://www.dynamodbtoolbox.com/docs/entities/actions/put-item
 */
export function putWithToolbox(
  documentClient: DynamoDBDocumentClient,
  name: string,
): (paper: TextVersion) => Promise<unknown> {
  const table = new Table({ name, documentClient, partitionKey: { name: "paper_id", type: "string" } });
  const papers = new Entity({
    name: "paper",
    table,
    timestamps: false,
    entityAttribute: false,
    schema: item({
      paper_id: string().key(),
      source: string(),
      title: string(),
      abstract: string(),
      authors: list(string()),
      published_date: string().optional(),
      categories: list(string()),
      doi: string().optional(),
      raw_xml: string().optional(),
      trace_id: string(),
      batch_timestamp: string(),
      record_number: number(),
      processing_status: string(),
      created_at: string(),
      updated_at: string(),
    }),
  });
  return (paper) => {
    const { authors, categories, published_date, raw_json: _, ...others } = paperItem(paper);
    return papers
      .build(PutItemCommand)
      .item({
        ...others,
        authors: [...authors],
        categories: [...categories],
        ...(published_date !== null && { published_date }),
      })
      .options({
        condition: {
          or: [
            { attr: "paper_id", exists: false },
            { attr: "updated_at", lt: paper.updated_at },
          ],
        },
      })
      .send();
  };
}
