import { signal } from "@preact/signals";

/** Counts how often somebody came back to the tab of this page. */
export const visits = signal(0);

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) visits.value += 1;
});
