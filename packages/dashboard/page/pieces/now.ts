import { signal } from "@preact/signals";

const EVERY_MS = 10_000;

/** The current time, for ages. It is updated every ten seconds. */
export const now = signal(new Date());

setInterval(() => {
  if (!document.hidden) now.value = new Date();
}, EVERY_MS);
