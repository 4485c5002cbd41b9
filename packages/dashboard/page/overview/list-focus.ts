import { signal } from "@preact/signals";

/** True until the list of runs has taken the focus. */
const isAsked = signal(false);

/** Has the list of runs take the focus, and scrolls to it if it is not in view. Call it after a filter of the list was changed by hand. */
export const focusList = (): void => {
  isAsked.value = true;
};

/** The list begins in the upper part of the window, so that its rows are seen. */
const UPPER_PART = 0.4;

/** Gives the focus to the head of the list, if that was asked for. */
export function takeFocus(head: HTMLElement | null): void {
  if (!isAsked.value || head === null) return;
  isAsked.value = false;
  head.focus({ preventScroll: true });
  const { top } = head.getBoundingClientRect();
  if (top < 0 || top > innerHeight * UPPER_PART) head.scrollIntoView({ block: "start" });
}
