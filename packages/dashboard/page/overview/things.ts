import { keyOf, type Todo } from "./todo-text.ts";

/** A thing to do in its place on the screen. */
export interface Thing {
  readonly key: string;
  /** If it is settled, as it was when it was last to do. */
  readonly todo: Todo;
  /** The time at which this page saw that the thing is done. Null if it is still to do. */
  readonly settledAt: string | null;
  /** The trace ids of its named runs that no longer count. They stay in their places. */
  readonly done: ReadonlySet<string>;
}

/** The things on the screen. */
export interface Things {
  readonly shown: readonly Thing[];
  /** The number of newer things, and of newer runs with a button of their own, that have no place on the screen yet. */
  readonly waiting: number;
}

/** Returns the things to do as they are, in their own order. */
export const thingsOf = (todo: readonly Todo[]): Things => ({
  shown: todo.map((each) => ({ key: keyOf(each), todo: each, settledAt: null, done: NO_RUNS })),
  waiting: 0,
});

/**
 * Returns the shown things as they are now, each in its place, so that nothing moves under the pointer. A thing that is no longer to
 * do stays and is settled. A thing that is not shown waits, see {@link withWaiting}.
 */
export function inPlace({ shown }: Things, todo: readonly Todo[], at: string): Things {
  const byKey = new Map(todo.map((each) => [keyOf(each), each]));
  const things = shown.map((thing) => {
    const now = byKey.get(thing.key);
    byKey.delete(thing.key);
    return now === undefined ? settled(thing, at) : changed(thing, now);
  });
  const waitingRuns = todo.flatMap((each) => newRunsOf(things, each));
  return { shown: things, waiting: byKey.size + waitingRuns.length };
}

/** Returns the shown things with those that waited below them. In each thing, the runs that waited come last. */
export function withWaiting({ shown }: Things, todo: readonly Todo[]): Things {
  const byKey = new Map(todo.map((each) => [keyOf(each), each]));
  const isShown = new Set(shown.map(({ key }) => key));
  const grown = shown.map((thing) => {
    const now = byKey.get(thing.key);
    if (now === undefined || thing.todo.kind !== "silent-runs") return thing;
    return { ...thing, todo: { ...thing.todo, runs: [...thing.todo.runs, ...newRunsOf(shown, now)] } };
  });
  return { shown: [...grown, ...thingsOf(todo).shown.filter(({ key }) => !isShown.has(key))], waiting: 0 };
}

/** Returns the runs of a shown thing that have a button of their own, and no place yet. Only silent runs have such buttons. */
function newRunsOf(shown: readonly Thing[], now: Todo) {
  const thing = shown.find(({ key }) => key === keyOf(now));
  if (thing?.todo.kind !== "silent-runs" || now.kind !== "silent-runs") return [];
  const placed = new Set(thing.todo.runs.map(({ trace_id }) => trace_id));
  return now.runs.filter(({ trace_id }) => !placed.has(trace_id));
}

function settled(thing: Thing, at: string): Thing {
  if (thing.settledAt !== null) return thing;
  const runs = "runs" in thing.todo ? thing.todo.runs : [];
  return { ...thing, settledAt: at, done: new Set(runs.map(({ trace_id }) => trace_id)) };
}

/** A run that is no longer named stays as done. No other run takes its place, so that a click never means another run. */
function changed({ key, todo }: Thing, now: Todo): Thing {
  const thing = { key, todo: now, settledAt: null, done: NO_RUNS };
  if (!("runs" in todo) || !("runs" in now)) return thing;
  const named = new Map(now.runs.map((run) => [run.trace_id, run]));
  return {
    ...thing,
    todo: { ...now, runs: todo.runs.map((run) => named.get(run.trace_id) ?? run) },
    done: new Set(todo.runs.map(({ trace_id }) => trace_id).filter((traceId) => !named.has(traceId))),
  };
}

const NO_RUNS: ReadonlySet<string> = new Set();
