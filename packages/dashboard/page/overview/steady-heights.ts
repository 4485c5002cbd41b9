import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * Keeps each item of a list at least as high as it was, so that what is below it does not move when its text gets shorter. If the width of the
 * list changes, the heights are measured again.
 */
export function useSteadyHeights(list: { readonly current: HTMLElement | null }): void {
  const widthPx = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (!list.current) return;
    const items = [...list.current.children].filter((item) => item instanceof HTMLElement);
    const width = list.current.clientWidth;
    if (width !== widthPx.current) for (const item of items) item.style.minHeight = "";
    widthPx.current = width;
    // All are read before the first is set, so the browser measures once.
    const heights = items.map((item) => item.getBoundingClientRect().height);
    for (const [nth, item] of items.entries()) item.style.minHeight = `${heights[nth]}px`;
  });
  useLayoutEffect(() => {
    if (!list.current) return;
    const observed = list.current;
    const observer = new ResizeObserver(() => {
      if (observed.clientWidth === widthPx.current) return;
      for (const item of observed.children) if (item instanceof HTMLElement) item.style.minHeight = "";
    });
    observer.observe(observed);
    return () => observer.disconnect();
  }, [list.current]);
}
