import type { BatchDoneOnBus, Paper } from "@paperledger/events";
import { papersOf, type ReadPaperItems } from "@paperledger/events/consumer";
import type { Embedder } from "./embedder.ts";
import type { IndexedPaper, VectorIndex } from "./vector-index.ts";

interface Parts {
  readonly read: ReadPaperItems;
  readonly embedder: Embedder;
  readonly index: VectorIndex;
}

/** Puts the papers of an event into the index, and removes the withdrawn ones. Returns a line that says what it did. */
export async function vectorize(event: BatchDoneOnBus, { read, embedder, index }: Parts): Promise<string> {
  const papers: IndexedPaper[] = [];
  const gone: string[] = [];
  const problems: string[] = [];
  for (const each of await papersOf(event, read)) {
    if (each.kind === "gone") gone.push(each.paper_id);
    else if (each.kind === "unreadable") problems.push(`${each.paper_id}: ${each.problem}`);
    else papers.push(await indexed(each.paper, each.kind === "withdrawn", embedder));
  }
  const changed = index.change(papers, gone);
  // The other papers are done. The event still fails, so that somebody looks at these papers.
  if (problems.length > 0) throw new Error(problems.join("; "));
  const withdrawn = papers.filter(({ is_withdrawn }) => is_withdrawn).length;
  return `${papers.length} papers, ${withdrawn} of them withdrawn; ${changed} newer than in the index`;
}

async function indexed(paper: Paper, is_withdrawn: boolean, embedder: Embedder): Promise<IndexedPaper> {
  const { paper_id, title, abstract, updated_at, tie } = paper;
  const vector = is_withdrawn ? undefined : await embedder.embed(`${title}\n\n${abstract}`);
  return { paper_id, title, updated_at, tie: tie ?? "", is_withdrawn, vector };
}
