import type { Attempt } from "../runs/attempt-log.ts";
import { countText } from "./quantities.ts";

/** Returns how an attempt ended, in words. The name and the message of an error are as they came, so escape the text for a terminal. */
export function attemptEndText(end: Attempt["end"]): string {
  switch (end?.kind) {
    case undefined:
      return "no end is noted: it is under way, or its process was killed";
    case "ended":
      return end.status;
    case "handed-on": {
      const idle = end.idleInvocations === 0 ? "" : `, ${countText(end.idleInvocations)} without a batch`;
      return `handed on after record ${countText(end.recordNumber)}${idle}`;
    }
    case "interrupted":
      return end.by.kind === "deadline"
        ? "interrupted by the invocation's deadline"
        : `interrupted by ${end.by.name}: ${end.by.message}`;
  }
}
