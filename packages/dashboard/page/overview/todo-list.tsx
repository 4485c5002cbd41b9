import { countText } from "@paperledger/core/text/quantities";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { useRef } from "preact/hooks";
import type { StatusAnswer } from "../../src/api/answers.ts";
import { type Action, commandOf } from "../../src/jobs/action.ts";
import { ActionButton } from "../jobs/action-button.tsx";
import { JobState } from "../jobs/job-state.tsx";
import { jobs } from "../jobs/jobs-state.ts";
import { Button } from "../pieces/button.tsx";
import { fileNameText } from "../pieces/file-name.ts";
import { Moment } from "../pieces/moment.tsx";
import { now } from "../pieces/now.ts";
import { FileName, OutsideText } from "../pieces/outside-text.tsx";
import { Link } from "../shell/link.tsx";
import { type Route, route, runRoute, runsRange } from "../shell/route.ts";
import { attemptText, begunAgain } from "./again.ts";
import { focusList } from "./list-focus.ts";
import { useSteadyHeights } from "./steady-heights.ts";
import type { Thing } from "./things.ts";
import { type TodoText, todoText } from "./todo-text.ts";
import type { ShownThings } from "./use-things.ts";

/** Lists the things that a person has to do, grouped by reason: a sample, the files, and the action. */
export function TodoList({
  status,
  things: { shown, waiting, showWaiting },
}: {
  readonly status: StatusAnswer;
  readonly things: ShownThings;
}) {
  const list = useRef<HTMLUListElement>(null);
  useSteadyHeights(list);
  return (
    <section class="todo" aria-labelledby="todo-heading">
      <div class="todo-head">
        <h2 id="todo-heading">{verdict(status)}</h2>
        {waiting > 0 && (
          <Button kind="quiet" onClick={showWaiting}>
            Show {countText(waiting)} new
          </Button>
        )}
      </div>
      {shown.length > 0 && (
        <ul ref={list}>
          {shown.map((thing) => (
            <TodoItem key={thing.key} thing={thing} text={todoText(thing.todo, status.from)} />
          ))}
        </ul>
      )}
      {status.unknown.length > 0 && <Unread lines={status.unknown} />}
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

function TodoItem({ thing, text }: { readonly thing: Thing; readonly text: TodoText }) {
  const {
    todo: { kind },
    settledAt,
    done,
  } = thing;
  const { heading, at, reason, sample, runs, runCount, filter } = text;
  // A redrive of many runs takes all runs since a time. In a range with an end, it would take more than the runs that are shown.
  const isEnded = route.value.params.to !== undefined;
  const actions = text.actions.filter(({ action }) => !isEnded || !("since" in action));
  const toRuns = filter && { view: "runs" as const, params: { ...runsRange.value, ...filter } };
  return (
    <li class={`todo-item ${kind} ${settledAt === null ? "" : "settled"}`} tabIndex={-1}>
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
      {runs.length > 0 && (
        <Files
          runs={runs}
          done={done}
          more={settledAt === null ? runCount - (runs.length - done.size) : 0}
          all={toRuns}
        />
      )}
      {(kind === "failed-runs" || kind === "silent-runs") && <Again runs={runs} />}
      {settledAt !== null ? (
        <Settled at={settledAt} text={text} />
      ) : (
        <p class="todo-actions">
          {actions.map((each) => (
            <ActionButton
              key={placeOf(each.action)}
              {...each}
              isDone={"trace_id" in each.action && done.has(each.action.trace_id)}
            />
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
      )}
    </li>
  );
}

/** Returns what stays the same about an action while its button stays: the kind of work, and its run. The label may change. */
const placeOf = (action: Action): string =>
  "trace_id" in action ? `${action.kind} ${action.trace_id}` : action.kind;

/** Says that a thing is no longer to do. If this page started a job for it, says what came of the job. */
function Settled({ at, text: { actions } }: { readonly at: string; readonly text: TodoText }) {
  const commands = new Set(actions.map(({ action }) => commandOf(action)));
  const job = jobs.value.all.find(({ command }) => commands.has(command));
  return (
    <p class="todo-settled" role="status">
      {job?.state === "running" ? (
        <JobState job={job} />
      ) : (
        <span>
          No longer to do since <Moment at={at} />
        </span>
      )}
      {job && (
        <Link to={{ view: "jobs", params: {} }}>
          <OutsideText text={job.progress ?? job.lines.at(-1) ?? job.command} />
        </Link>
      )}
    </p>
  );
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
      <OutsideText text={texts.join("; ")} class="wrapped" />
    </p>
  );
}

function Files({
  runs,
  done,
  more,
  all,
}: {
  readonly runs: TodoText["runs"];
  readonly done: Thing["done"];
  /** The number of its runs that are not named. */
  readonly more: number;
  /** The list of all its runs. */
  readonly all: Route | undefined;
}) {
  return (
    <p class="todo-files">
      {runs.map(({ trace_id, key }) => (
        <Link key={trace_id} to={runRoute(trace_id)} class={done.has(trace_id) ? "file done" : "file"}>
          {key === null ? ulidOf(trace_id) : <FileName s3Key={key} />}
        </Link>
      ))}
      {all && more > 0 && (
        <Link to={all} onGo={focusList} class="file">
          and {countText(more)} more
        </Link>
      )}
    </p>
  );
}
