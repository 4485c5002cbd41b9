import { signal } from "@preact/signals";

/** True until the list of runs has taken the focus. */
const isAsked = signal(false);

/**
 * Gives the focus to the list of runs, and scrolls to it if it is not in view. Call this after the user has changed a filter of the
 * list.
 */
export const focusList = (): void => {
  isAsked.value = true;
};

/** The list begins in the upper part of the window, so that its rows are seen. */
const UPPER_PART = 0.4;

/** Gives the focus to the head of the list, if {@link focusList} was called. */
export function takeFocus(head: HTMLElement | null): void {
  if (!isAsked.value || head === null) return;
  isAsked.value = false;
  head.focus({ preventScroll: true });
  const { top } = head.getBoundingClientRect();
  if (top < 0 || top > innerHeight * UPPER_PART) head.scrollIntoView({ block: "start" });
}
