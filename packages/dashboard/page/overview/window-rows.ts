import {
  observeWindowOffset,
  observeWindowRect,
  type VirtualItem,
  Virtualizer,
  windowScroll,
} from "@tanstack/virtual-core";
import { useLayoutEffect, useMemo, useReducer } from "preact/hooks";

/** The rows of a long table. Only those near the window are in the document. */
export interface WindowRows {
  readonly rows: readonly VirtualItem[];
  readonly heightPx: number;
  /** The distance from the top of the document to the table. The rows' `start` includes it. */
  readonly marginPx: number;
  scrollTo(index: number): void;
}

/** Extra rows above and below the window. After a fast scroll they are there before the script has run. */
const OVERSCAN = 20;

/**
 * Returns the rows of a table that scrolls with the page. @param coveredPx the height of the element that covers the top of the
 * window
 */
export function useWindowRows(
  table: { readonly current: HTMLElement | null },
  count: number,
  rowPx: number,
  coveredPx: number,
): WindowRows {
  const [, redraw] = useReducer((times: number, _: undefined) => times + 1, 0);
  const virtualizer = useMemo(
    () =>
      new Virtualizer<Window, HTMLElement>({
        count: 0,
        getScrollElement: () => window,
        estimateSize: () => 1,
        scrollToFn: windowScroll,
        observeElementRect: observeWindowRect,
        observeElementOffset: observeWindowOffset,
        // A new table scrolls the window to this offset, so it must be the current offset.
        initialOffset: () => window.scrollY,
      }),
    [],
  );
  const scrollMargin = (table.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
  const previous = virtualizer.options.estimateSize(0);
  virtualizer.setOptions({
    ...virtualizer.options,
    count,
    estimateSize: () => rowPx,
    scrollMargin,
    scrollPaddingStart: coveredPx,
    scrollPaddingEnd: rowPx,
    overscan: OVERSCAN,
    initialRect: { width: window.innerWidth, height: window.innerHeight },
    onChange: () => redraw(undefined),
  });
  if (previous !== rowPx) virtualizer.measure();
  useLayoutEffect(() => {
    const unmount = virtualizer._didMount();
    // If a part above the table grows, the table moves.
    const sizes = new ResizeObserver(() => redraw(undefined));
    sizes.observe(document.body);
    return () => {
      sizes.disconnect();
      unmount();
    };
  }, []);
  useLayoutEffect(() => virtualizer._willUpdate());
  return {
    rows: virtualizer.getVirtualItems(),
    heightPx: virtualizer.getTotalSize(),
    marginPx: scrollMargin,
    scrollTo: (index) => virtualizer.scrollToIndex(index),
  };
}
