import {
  observeWindowOffset,
  observeWindowRect,
  type VirtualItem,
  Virtualizer,
  windowScroll,
} from "@tanstack/virtual-core";
import { useLayoutEffect, useMemo, useReducer } from "preact/hooks";

/** The rows of a long table of which only those near the window are in the document. */
export interface WindowRows {
  readonly rows: readonly VirtualItem[];
  readonly heightPx: number;
  /** The place of the table in the document, which the rows' `start` includes. */
  readonly marginPx: number;
  scrollTo(index: number): void;
}

/** Rows above and below the window. So a fast wheel finds rows there before the script has run. */
const OVERSCAN = 20;

/** Returns the rows of a table that scrolls with the page. @param coveredPx the height of what stands over the top of the window */
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
        // A table that appears scrolls the window to this offset. So it has to be where the window is.
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
    // The parts above the table may grow. Then the table moves.
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
