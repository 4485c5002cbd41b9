import { useState } from "preact/hooks";
import { Button } from "../pieces/button.tsx";
import { go, paperRoute, papersOfRunRoute } from "../shell/route.ts";

/** A trace id or a ULID. A paper's id has a colon in it. */
const isRun = (text: string) => /^(batch-\d{8}-)?[0-9a-z]{26}$/i.test(text);

/** Asks for a paper or a run. */
export function FindPaper({ shown }: { readonly shown: string }) {
  const [text, setText] = useState(shown);
  const find = () => {
    const wanted = text.trim();
    if (wanted !== "") go(isRun(wanted) ? papersOfRunRoute(wanted) : paperRoute(wanted));
  };
  return (
    <form
      class="find"
      onSubmit={(event) => {
        event.preventDefault();
        find();
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
      <Button onClick={find}>Show</Button>
    </form>
  );
}
