import { useState } from "preact/hooks";
import type { SearchAnswer } from "../../src/api/answers.ts";
import { Button } from "../pieces/button.tsx";
import { ask } from "../server/ask.ts";
import { go, paperRoute, papersOfRunRoute } from "../shell/route.ts";

/** A trace id or a ULID. A paper's id has a colon in it. */
const isRun = (text: string) => /^(batch-\d{8}-)?[0-9a-z]{26}$/i.test(text);

/** Asks for a paper or a run. A paper may be named by its arXiv number or its DOI too. */
export function FindPaper({ shown }: { readonly shown: string }) {
  const [text, setText] = useState(shown);
  const find = async () => {
    const wanted = text.trim();
    if (wanted === "") return;
    if (isRun(wanted)) return go(papersOfRunRoute(wanted));
    const found = await ask<SearchAnswer>(`/api/search?${new URLSearchParams({ text: wanted })}`).catch(
      () => undefined,
    );
    // The view of a paper says why it cannot be shown.
    go(paperRoute(found?.kind === "paper" ? found.paper_id : wanted));
  };
  return (
    <form
      class="find"
      onSubmit={(event) => {
        event.preventDefault();
        void find();
      }}
    >
      <label>
        Paper or run{" "}
        <input
          type="search"
          value={text}
          placeholder="arxiv:2401.90001 or a ULID"
          autoComplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <Button onClick={() => void find()}>Show</Button>
    </form>
  );
}
