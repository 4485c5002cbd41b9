import { countOf } from "@paperledger/core/text/quantities";
import { signal } from "@preact/signals";
import type { RunLine } from "../../src/api/answers.ts";
import { go, runRoute } from "../shell/route.ts";
import { focusList } from "./list-focus.ts";
import { nothingText, type SearchedText } from "./nothing-text.ts";

/** The text below the search box. */
export const searchNote = signal("");

/** The text whose hits the list will count next. */
export const searchFor = signal<SearchedText>();

/** Ends a search in the list. If there is only one hit, it opens. @param all the runs of the range, whatever the filters are */
export function endSearch(searched: SearchedText, hits: readonly RunLine[], all: readonly RunLine[]): void {
  searchFor.value = undefined;
  const [only, ...others] = hits;
  if (only && others.length === 0) {
    go(runRoute(only.trace_id), { replace: true });
    return;
  }
  searchNote.value = only
    ? `${countOf(hits.length, "run")} have it in their file, source or reason.`
    : nothingText(searched, all);
  focusList();
}
