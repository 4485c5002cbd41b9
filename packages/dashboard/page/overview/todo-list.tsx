import { countText } from "@paperledger/core/text/quantities";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { StatusAnswer } from "../../src/api/answers.ts";
import { ActionButton } from "../jobs/action-button.tsx";
import { fileNameText } from "../pieces/file-name.ts";
import { Moment } from "../pieces/moment.tsx";
import { now } from "../pieces/now.ts";
import { FileName, OutsideText } from "../pieces/outside-text.tsx";
import { Link } from "../shell/link.tsx";
import { type Route, route, runRoute } from "../shell/route.ts";
import { attemptText, begunAgain } from "./again.ts";
import { focusList } from "./list-focus.ts";
import { type Todo, type TodoText, todoText } from "./todo-text.ts";

/** Lists the things that a person has to do, grouped by reason: a sample, the files, and the action. */
export function TodoList({ status }: { readonly status: StatusAnswer }) {
  const { todo, unknown, from } = status;
  return (
    <section class="todo" aria-labelledby="todo-heading">
      <h2 id="todo-heading">{verdict(status)}</h2>
      {todo.length > 0 && (
        <ul>
          {todo.map((each) => (
            <TodoItem key={keyOf(each)} kind={each.kind} text={todoText(each, from)} />
          ))}
        </ul>
      )}
      {unknown.length > 0 && <Unread lines={unknown} />}
    </section>
  );
}

/** The parts that could not be read. The first line is shown, and the others on demand. */
function Unread({ lines }: { readonly lines: readonly string[] }) {
  const [first = "", ...others] = lines;
  return (
    <div class="unread" role="alert">
      <strong>Could not be read:</strong> <OutsideText text={first} class="wrapped" />
      {others.length > 0 && (
        <details>
          <summary>and {countText(others.length)} more</summary>
          <ul>
            {others.map((line) => (
              <li key={line}>
                <OutsideText text={line} class="wrapped" />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function verdict({ todo, unknown }: StatusAnswer): string {
  if (todo.length > 0) return `To do: ${todo.length === 1 ? "1 thing" : `${countText(todo.length)} things`}`;
  if (unknown.length > 0) return "Nobody can tell whether there is something to do.";
  return "Nothing to do.";
}

/** Returns a key that stays the same as long as the thing to do stays the same. */
const keyOf = (todo: Todo) =>
  [
    todo.kind,
    "reason" in todo ? todo.reason : "",
    "place" in todo ? todo.place : "",
    "source" in todo ? todo.source : "",
  ].join(" ");

function TodoItem({ kind, text }: { readonly kind: Todo["kind"]; readonly text: TodoText }) {
  const { heading, at, reason, sample, runs, runCount, filter } = text;
  // A redrive of many runs takes all runs since a time. In a range with an end, it would take more than the runs that are shown.
  const isEnded = route.value.params.to !== undefined;
  const actions = text.actions.filter(({ action }) => !isEnded || !("since" in action));
  const toRuns = filter && { view: "runs" as const, params: { ...rangeParams(), ...filter } };
  return (
    <li class={`todo-item ${kind}`} tabIndex={-1}>
      <h3>
        {heading}
        {at && (
          <>
            {" "}
            <Moment at={at} />
          </>
        )}
        {reason !== undefined && (
          <>
            {kind === "missing-source" ? " " : ": "}
            <OutsideText text={reason} />
          </>
        )}
      </h3>
      {sample !== null && (
        <p class="sample">
          <OutsideText text={sample} class="wrapped" />
        </p>
      )}
      {runs.length > 0 && <Files runs={runs} count={runCount} all={toRuns} />}
      {(kind === "failed-runs" || kind === "silent-runs") && <Again runs={runs} />}
      <p class="todo-actions">
        {actions.map((each) => (
          <ActionButton key={each.label} {...each} />
        ))}
        {actions.length < text.actions.length && (
          <span class="dim">To redrive them together, choose a time without an end.</span>
        )}
        {toRuns && (
          <Link to={toRuns} onGo={focusList}>
            Show the runs
          </Link>
        )}
        {kind === "dead-letters" && <Link to={{ view: "dead-letters", params: {} }}>Look inside</Link>}
      </p>
    </li>
  );
}

/** The parameters of the route that name the range of time. */
function rangeParams(): Readonly<Record<string, string>> {
  const { range, from, to } = route.value.params;
  return { ...(range && { range }), ...(from && { from }), ...(to && { to }) };
}

/** Says which of the named runs were redriven before, and how each redrive ended. Its line is there from the start, so that nothing moves. */
function Again({ runs }: { readonly runs: TodoText["runs"] }) {
  const texts = runs.flatMap(({ trace_id, key }) => {
    const again = begunAgain.value[trace_id];
    if (!again) return [];
    const name = key === null ? ulidOf(trace_id) : fileNameText(key);
    return `${name} ${again.failed_again_at === null ? "" : "failed again, "}${attemptText(again, now.value)}`;
  });
  return (
    <p class="todo-again dim" role="status">
      <OutsideText text={texts.join("; ")} />
    </p>
  );
}

function Files({
  runs,
  count,
  all,
}: {
  readonly runs: TodoText["runs"];
  readonly count: number;
  /** The list of all its runs. */
  readonly all: Route | undefined;
}) {
  return (
    <p class="todo-files">
      {runs.map(({ trace_id, key }) => (
        <Link key={trace_id} to={runRoute(trace_id)} class="file">
          {key === null ? ulidOf(trace_id) : <FileName s3Key={key} />}
        </Link>
      ))}
      {all && count > runs.length && (
        <Link to={all} onGo={focusList} class="file">
          and {countText(count - runs.length)} more
        </Link>
      )}
    </p>
  );
}
