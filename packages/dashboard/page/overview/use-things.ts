import { useEffect, useReducer, useRef } from "preact/hooks";
import type { StatusAnswer } from "../../src/api/answers.ts";
import { inPlace, type Things, thingsOf, withWaiting } from "./things.ts";

/** The things to do on the screen, and a function that shows those that wait. */
export interface ShownThings extends Things {
  readonly showWaiting: () => void;
}

/**
 * Keeps the things to do in their places while somebody looks. They are listed anew for another range, and when the tab is left.
 *
 * @param status the newest status. Undefined until it is read
 * @param range the name of the range that it is about
 */
export function useThings(status: StatusAnswer | undefined, range: string): ShownThings {
  const kept = useRef<{ readonly status: StatusAnswer; readonly range: string; readonly things: Things }>(
    undefined,
  );
  const [, redraw] = useReducer((times: number, _: undefined) => times + 1, 0);
  const { current } = kept;
  if (status && status !== current?.status) {
    const things =
      current?.range === range
        ? inPlace(current.things, status.todo, new Date().toISOString())
        : thingsOf(status.todo);
    kept.current = { status, range, things };
  }
  const change = (changed: (things: Things, status: StatusAnswer) => Things) => {
    if (!kept.current) return;
    const { things, ...rest } = kept.current;
    kept.current = { ...rest, things: changed(things, rest.status) };
    redraw(undefined);
  };
  useEffect(() => {
    const leave = () => {
      if (document.hidden) change((_, { todo }) => thingsOf(todo));
    };
    document.addEventListener("visibilitychange", leave);
    return () => document.removeEventListener("visibilitychange", leave);
  }, []);
  return {
    ...(kept.current?.things ?? { shown: [], waiting: 0 }),
    showWaiting: () => change((things, { todo }) => withWaiting(things, todo)),
  };
}
