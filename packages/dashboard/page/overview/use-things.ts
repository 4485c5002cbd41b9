import { useReducer, useRef } from "preact/hooks";
import type { StatusAnswer } from "../../src/api/answers.ts";
import { isInUse } from "./in-use.ts";
import { inPlace, type Things, thingsOf, withWaiting } from "./things.ts";

/** The things to do on the screen, and a function that shows those that wait. */
export interface ShownThings extends Things {
  readonly showWaiting: () => void;
}

/**
 * Keeps the things to do in their places while somebody looks. The list is made again for another range, and when
 * somebody comes back to the tab. A new thing is shown at once, unless that would move something that is in use.
 *
 * @param status the newest status. Undefined until it is read
 * @param look the name of the range that it is about, and the number of the visit to the tab. If it changes, the list
 * is made again from the next status
 */
export function useThings(status: StatusAnswer | undefined, look: string): ShownThings {
  const kept = useRef<{ readonly status: StatusAnswer; readonly look: string; readonly things: Things }>(
    undefined,
  );
  const [, redraw] = useReducer((times: number, _: undefined) => times + 1, 0);
  const { current } = kept;
  if (status && status !== current?.status) {
    const things = current?.look === look ? updated(current.things, status.todo) : thingsOf(status.todo);
    kept.current = { status, look, things };
  }
  return {
    ...(kept.current?.things ?? { shown: [], waiting: 0 }),
    showWaiting() {
      if (!kept.current) return;
      const { things, status } = kept.current;
      kept.current = { ...kept.current, things: withWaiting(things, status.todo) };
      redraw(undefined);
    },
  };
}

function updated(things: Things, todo: StatusAnswer["todo"]): Things {
  const now = inPlace(things, todo, new Date().toISOString());
  return now.shown.length > 0 && isInUse(".todo") ? now : withWaiting(now, todo);
}
