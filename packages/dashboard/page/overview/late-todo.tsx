import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { StatusAnswer } from "../../src/api/answers.ts";
import { Button } from "../pieces/button.tsx";
import { Loading } from "../pieces/empty-state.tsx";
import { TodoList } from "./todo-list.tsx";
import type { ShownThings } from "./use-things.ts";

/**
 * Shows the things to do above the runs, which are shown already. Two or more things to do share an area of limited height, in which the
 * first row of them is seen whole. A button makes the area as high as they need, and gives the focus to the first thing that was not in view.
 */
export function LateTodo({
  status,
  things,
}: {
  readonly status: StatusAnswer | undefined;
  readonly things: ShownThings;
}) {
  const place = useRef<HTMLElement>(null);
  const firstNew = useRef<HTMLElement>(undefined);
  const [isWhole, setIsWhole] = useState(false);
  /** True if the area of limited height shows all things. */
  const [isAllSeen, setIsAllSeen] = useState(false);
  const count = things.shown.length;
  const isLimited = count > 1 && !isWhole;
  const showAll = () => {
    firstNew.current = place.current ? firstOutOfView(place.current) : undefined;
    setIsWhole(true);
  };
  useLayoutEffect(
    () => (isLimited && place.current ? fitFirstThing(place.current, setIsAllSeen) : undefined),
    [isLimited, status],
  );
  useLayoutEffect(() => {
    if (isWhole) firstNew.current?.focus();
  }, [isWhole]);
  return (
    <div class={`late-todo ${status === undefined ? "unknown" : isLimited ? "limited" : ""}`}>
      <section ref={place} tabIndex={isLimited ? 0 : undefined} aria-label="Things to do">
        {status ? <TodoList status={status} things={things} /> : <Loading what="what there is to do" />}
      </section>
      {isLimited && (
        // If all things are in view, the button is invisible. It still takes its place, so that nothing moves.
        <span class={isAllSeen ? "nothing-more" : ""}>
          <Button kind="quiet" onClick={showAll}>
            Show the whole list
          </Button>
        </span>
      )}
    </div>
  );
}

/**
 * Sets the style property `--first-thing` of an area to the height of its first thing, now and each time this height changes. Then it calls
 * `setIsAllSeen` with true if the area shows everything, else with false. Returns a function that ends this.
 */
function fitFirstThing(
  place: HTMLElement,
  setIsAllSeen: (isAllSeen: boolean) => void,
): (() => void) | undefined {
  const first = place.querySelector(".todo-item");
  if (!first) return undefined;
  const measure = () => {
    const height = first.getBoundingClientRect().bottom - place.getBoundingClientRect().top + place.scrollTop;
    place.style.setProperty("--first-thing", `${Math.ceil(height)}px`);
    setIsAllSeen(place.scrollHeight <= place.clientHeight);
  };
  measure();
  const observer = new ResizeObserver(measure);
  observer.observe(first);
  return () => observer.disconnect();
}

/** Returns the first thing to do that is not wholly in view. If all of them are, returns the last one. */
function firstOutOfView(place: HTMLElement): HTMLElement | undefined {
  const { bottom } = place.getBoundingClientRect();
  const things = [...place.querySelectorAll<HTMLElement>(".todo-item")];
  return things.find((thing) => thing.getBoundingClientRect().bottom > bottom) ?? things.at(-1);
}
