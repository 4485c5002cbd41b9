import { paperItem } from "@paperledger/aws/papers/paper-item";
import { refusal } from "@paperledger/aws/papers/refusal";
import { batchesOf } from "./papers-of.ts";

/** Turns a file's bytes into table items without writing them. Returns the number of items. */
export async function itemsOf(feed: Buffer): Promise<number> {
  let items = 0;
  for await (const { records } of batchesOf(feed, { refusal }))
    for (const { content } of records)
      if (content.kind === "paper" && paperItem(content.paper).paper_id !== "") items++;
  return items;
}
