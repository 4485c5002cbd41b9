import type { Signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { Button } from "../pieces/button.tsx";
import { change, route } from "../shell/route.ts";
import { isRunName, TYPES } from "./filter.ts";
import { pauseOrGoOn, type Tail } from "./tail.ts";

/** Chooses which events are shown, and pauses the view. */
export function EventFilter({ tail }: { readonly tail: Signal<Tail> }) {
  const { type, trace = "" } = route.value.params;
  const [run, setRun] = useState(trace);
  const isNoRun = run !== "" && !isRunName(run);
  const { isPaused, waiting } = tail.value;
  return (
    <>
      <Button pressed={isPaused} onClick={() => pauseOrGoOn(tail)}>
        {isPaused ? `Go on (${waiting.length})` : "Pause"}
      </Button>
      <label class="choice">
        Type{" "}
        <select value={type ?? ""} onChange={({ currentTarget }) => change({ type: currentTarget.value })}>
          <option value="">all</option>
          {TYPES.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      <label class="choice">
        Run{" "}
        <input
          type="search"
          value={run}
          placeholder="a ULID, or its beginning"
          autoComplete="off"
          spellcheck={false}
          aria-invalid={isNoRun}
          onInput={({ currentTarget }) => {
            const text = currentTarget.value.trim();
            setRun(text);
            if (text === "" || isRunName(text)) change({ trace: text }, { replace: true });
          }}
        />
      </label>
      {isNoRun && <span class="failed-text">No ULID</span>}
    </>
  );
}
