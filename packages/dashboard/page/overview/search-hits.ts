import { countOf } from "@paperledger/core/text/quantities";
import { signal } from "@preact/signals";
import type { RunLine } from "../../src/api/answers.ts";
import { go, runRoute } from "../shell/route.ts";
import { focusList } from "./list-focus.ts";

/** The text below the search box. */
export const searchNote = signal("");

/** A text that somebody searched by Enter, and that names no run and no paper. The list then shows how many runs contain it. */
export const searchedText = signal<string>();

/** Ends a search in the list. If there is only one hit, it opens. */
export function endSearch(hits: readonly RunLine[]): void {
  searchedText.value = undefined;
  const [only, ...others] = hits;
  if (only && others.length === 0) {
    go(runRoute(only.trace_id), { replace: true });
    return;
  }
  searchNote.value = only
    ? `${countOf(hits.length, "run")} have it in their file, source or reason.`
    : "No run, paper or file of this name. Remove the other filters, or choose a longer time.";
  focusList();
}
