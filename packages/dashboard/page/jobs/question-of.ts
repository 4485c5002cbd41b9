import { DEAD_LETTER_NAMES } from "@paperledger/core/text/dead-letter-names";
import { countOf } from "@paperledger/core/text/quantities";
import type { Action } from "../../src/jobs/action.ts";
import { localTimeText } from "../pieces/local-time.ts";
import type { Question } from "./question.tsx";

const OF_REJECTS = "Records that can be read now are written. The others are rejected again.";

/**
 * Returns the question that is asked before an action begins: the number of things, and the effect. Returns undefined for an action
 * on one thing.
 *
 * @param count the number of things
 */
export function questionOf(action: Action, count: number): Question | undefined {
  if (count < 2) return undefined;
  switch (action.kind) {
    case "redrive-failed-since":
      return {
        title: `Redrive ${countOf(count, "run")}?`,
        effect: `Every run that failed ${ofWhat(action)} goes to the processor again. Each goes on after its last batch, and no paper is written twice.`,
      };
    case "redrive-rejects-since":
      return {
        title: `Redrive ${countOf(count, "record")}${action.reason === undefined ? "" : ", and the other open rejects of their runs"}?`,
        effect: `Every run that rejected a record ${ofWhat(action)} gives all its open rejects to the processor once more, in new runs. ${OF_REJECTS}`,
      };
    case "redrive-dead-letters": {
      const names = countOf(count, ...DEAD_LETTER_NAMES[action.place]);
      return action.place === "stream"
        ? {
            title: "Give the batches of the stream back?",
            effect:
              "The projector again reads every batch of events that it gave up, and counts the missing events.",
          }
        : {
            title: `Give ${names} back?`,
            effect:
              action.place === "deliveries"
                ? "All of them go back to the subscriber, which handles each once more. Messages that fail again come back here."
                : "All of them go back to the processor, those of uploads and of backfills together. Messages that fail again come back here.",
          };
    }
    case "redrive-rejects":
      return {
        title: `Redrive ${countOf(count, "record")}?`,
        effect: `The records of this run that are still rejected are read once more, in new runs. ${OF_REJECTS}`,
      };
    case "redrive-run":
    case "verify":
      return undefined;
  }
}

const ofWhat = ({ since, reason }: { readonly since: string; readonly reason?: string | undefined }) =>
  `since ${localTimeText(new Date(since))}${reason === undefined ? "" : ` with the reason ${reason}`}`;
