import { bytesText, countText } from "@paperledger/core/text/quantities";
import type { PaperAnswer } from "../../src/api/papers-answers.ts";
import { TextBlock } from "../pieces/text-block.tsx";

/** Shows the exact text of the record from which the paper was read. A long text is cut, and can be downloaded. */
export function SourceText({ id, text }: { readonly id: string; readonly text: PaperAnswer["source_text"] }) {
  if (text === null) return <p class="dim">The record has no source text.</p>;
  const { name, bytes, beginning, is_all } = text;
  return (
    <div class="source-text">
      <header class="bar">
        <h2>Source text</h2>
        <span class="dim">
          {name}, {bytesText(bytes)}
          {!is_all && `. The first ${countText(beginning.length)} characters`}
        </span>
        <a href={`/api/papers/source-text?${new URLSearchParams({ id })}`} download="">
          Download
        </a>
      </header>
      <TextBlock label="Source text" text={beginning} />
    </div>
  );
}
