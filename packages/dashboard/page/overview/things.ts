import { keyOf, type Todo } from "./todo-text.ts";

/** A thing to do in its place on the screen. */
export interface Thing {
  readonly key: string;
  /** If it is settled, as it was when it was last to do. */
  readonly todo: Todo;
  /** When this page saw that it is no longer to do. Null if it is to do. */
  readonly settledAt: string | null;
  /** The trace ids of its named runs that no longer count. They stay in their places. */
  readonly done: ReadonlySet<string>;
}

/** The things on the screen, and the number of newer things that have no place there yet. */
export interface Things {
  readonly shown: readonly Thing[];
  readonly waiting: number;
}

/** Returns the things to do as they are, in their own order. */
export const thingsOf = (todo: readonly Todo[]): Things => ({
  shown: todo.map((each) => ({ key: keyOf(each), todo: each, settledAt: null, done: NO_RUNS })),
  waiting: 0,
});

/**
 * Returns the shown things as they are now, each in its place, so that nothing moves under the pointer. A thing that is no longer to
 * do stays and is settled. A thing that is not shown waits until somebody asks for it.
 */
export function inPlace({ shown }: Things, todo: readonly Todo[], at: string): Things {
  const byKey = new Map(todo.map((each) => [keyOf(each), each]));
  const things = shown.map((thing) => {
    const now = byKey.get(thing.key);
    byKey.delete(thing.key);
    return now === undefined ? settled(thing, at) : changed(thing, now);
  });
  return { shown: things, waiting: byKey.size };
}

/** Returns the shown things, and below them those that waited. */
export function withWaiting({ shown }: Things, todo: readonly Todo[]): Things {
  const isShown = new Set(shown.map(({ key }) => key));
  return { shown: [...shown, ...thingsOf(todo).shown.filter(({ key }) => !isShown.has(key))], waiting: 0 };
}

function settled(thing: Thing, at: string): Thing {
  if (thing.settledAt !== null) return thing;
  const runs = "runs" in thing.todo ? thing.todo.runs : [];
  return { ...thing, settledAt: at, done: new Set(runs.map(({ trace_id }) => trace_id)) };
}

/** A run that is no longer named gives its place to one that is new. If none is new, it stays as done. */
function changed({ key, todo }: Thing, now: Todo): Thing {
  const thing = { key, todo: now, settledAt: null, done: NO_RUNS };
  if (!("runs" in todo) || !("runs" in now)) return thing;
  const named = new Map(now.runs.map((run) => [run.trace_id, run]));
  const before = new Set(todo.runs.map(({ trace_id }) => trace_id));
  const fresh = now.runs.filter(({ trace_id }) => !before.has(trace_id)).values();
  const runs = todo.runs.map((run) => named.get(run.trace_id) ?? fresh.next().value ?? run);
  return {
    ...thing,
    todo: { ...now, runs },
    done: new Set(runs.map(({ trace_id }) => trace_id).filter((traceId) => !named.has(traceId))),
  };
}

const NO_RUNS: ReadonlySet<string> = new Set();
