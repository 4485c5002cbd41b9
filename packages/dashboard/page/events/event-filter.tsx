import type { RunEventType } from "@paperledger/events/run-event";
import type { Signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { Button } from "../pieces/button.tsx";
import { change, route } from "../shell/route.ts";
import { pauseOrGoOn, type Tail } from "./tail.ts";

const TYPES: readonly RunEventType[] = ["started", "batch-done", "completed", "failed"];

/** A ULID, the beginning of a ULID, or a trace id. */
const RUN = /^(batch-\d{8}-)?[0-9a-z]{1,26}$/i;

/** Reads the filter from the parameters of the view. Returns it as a query for the server, and as a command. */
export function filterOf({ type, trace }: Readonly<Record<string, string>>) {
  const known = TYPES.find((each) => each === type);
  const run = trace !== undefined && RUN.test(trace) ? trace : undefined;
  return {
    type: known,
    run,
    search: `${known === undefined ? "" : `&type=${known}`}${run === undefined ? "" : `&run=${run}`}`,
    command: `tail${known === undefined ? "" : ` --type ${known}`}${run === undefined ? "" : ` --trace ${run}`}`,
  };
}

/** Chooses which events are shown, and pauses the view. */
export function EventFilter({ tail }: { readonly tail: Signal<Tail> }) {
  const { type, trace = "" } = route.value.params;
  const [run, setRun] = useState(trace);
  const isNoRun = run !== "" && !RUN.test(run);
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
            if (text === "" || RUN.test(text)) change({ trace: text }, { replace: true });
          }}
        />
      </label>
      {isNoRun && <span class="failed-text">No ULID</span>}
    </>
  );
}
