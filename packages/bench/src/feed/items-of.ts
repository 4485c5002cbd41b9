import { paperItem } from "@paperledger/aws/papers/paper-item";
import { refusal } from "@paperledger/aws/papers/refusal";
import { batchesOf } from "./papers-of.ts";

/** Reads a file's bytes to table items, with nothing written; returns how many there are. */
export async function itemsOf(feed: Buffer): Promise<number> {
  let items = 0;
  for await (const { records } of batchesOf(feed, { refusal }))
    for (const { content } of records)
      if (content.kind === "paper" && paperItem(content.paper).paper_id !== "") items++;
  return items;
}
