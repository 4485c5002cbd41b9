import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { useEffect, useRef } from "preact/hooks";
import type { SearchAnswer } from "../../src/api/answers.ts";
import { searchFor, searchNote } from "../overview/search-hits.ts";
import { onKeys } from "../pieces/keys.ts";
import { withVisibleMarks } from "../pieces/visible-marks.ts";
import { ask, problemText } from "../server/ask.ts";
import { change, go, paperRoute, route, runRoute, runsRange } from "./route.ts";

/**
 * Searches for a run, a paper, a file or an S3 key. The typed text filters the list of runs at once. Enter opens the run or the
 * paper that has this name. If only one run has the text in its file, source or reason, Enter opens that run.
 */
export function SearchBox() {
  const input = useRef<HTMLInputElement>(null);
  const { view, params } = route.value;
  useEffect(() => onKeys({ "/": () => input.current?.focus() }), []);
  const type = (text: string) => {
    searchNote.value = "";
    searchFor.value = undefined;
    if (view === "runs") change({ q: text }, { replace: true });
  };
  const search = async (text: string) => {
    if (text.trim() === "") return;
    try {
      const found = await ask<SearchAnswer>(`/api/search?${new URLSearchParams({ text })}`);
      if (found.kind === "run") {
        const { params: withRun } = runRoute(found.trace_id);
        const inRange = { ...runsRange.value, run: ulidOf(found.trace_id) };
        return go({ view: "runs", params: view === "runs" ? withRun : inRange });
      }
      if (found.kind === "paper") return go(paperRoute(found.paper_id));
      if (found.note === null) searchFor.value = { text: text.trim(), papers: found.papers };
      else searchNote.value = found.note;
      if (view !== "runs") go({ view: "runs", params: { ...runsRange.value, q: text } });
    } catch (error) {
      searchNote.value = problemText(error);
    }
  };
  return (
    <search class="search-box">
      <input
        ref={input}
        type="search"
        aria-label="Search a run, paper, file or S3 key"
        placeholder="Run, paper, file or S3 key  ( / )"
        maxLength={2_048}
        value={view === "runs" ? (params.q ?? "") : undefined}
        onInput={({ currentTarget }) => type(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") void search(event.currentTarget.value);
          if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
      <span role="status" class="search-note">
        <bdi>{withVisibleMarks(searchNote.value)}</bdi>
      </span>
    </search>
  );
}
