import {
  DEAD_LETTER_PLACES,
  type DeadLetter,
  type DeadLetterPlace,
  type DeadLetters,
  type ReadDeadLetters,
} from "@paperledger/core/dead-letters/dead-letters";
import { traceIdSchema } from "@paperledger/core/trace-ids/trace-id";
import type { AddApi } from "./api.ts";
import type { DeadLetterLine, DeadLettersAnswer, DeadLettersOfPlace } from "./dead-letters-answers.ts";

/** The part of a dead letter's text that the page shows. */
const CHARACTERS_SHOWN = 20_000;

/** Answers with the dead letters of each place. Nothing is removed from its place. */
export const addDeadLettersApi: AddApi = (app, { readLedger, errorText }) => {
  app.get("/api/dead-letters", async (c) => {
    const places = await readLedger(({ deadLetters }) =>
      Promise.all(DEAD_LETTER_PLACES.map((place) => readPlace(place, deadLetters, errorText))),
    );
    return c.json<DeadLettersAnswer>({ places });
  });
};

/** Reads one place. If one place cannot be read, the others are still shown. */
async function readPlace(
  place: DeadLetterPlace,
  read: ReadDeadLetters,
  errorText: (error: unknown) => string,
): Promise<DeadLettersOfPlace> {
  try {
    return placeLine(await read(place, { inside: true }), null);
  } catch (error) {
    const problem = errorText(error);
    // A user may be allowed to list stream batches, but not to read them.
    return read(place).then(
      (letters) => placeLine(letters, problem),
      () => ({ place, problem, count: null, oldest_at: null, some: [] }),
    );
  }
}

const placeLine = (
  { place, count, oldestAt, some }: DeadLetters,
  problem: string | null,
): DeadLettersOfPlace => ({ place, problem, count, oldest_at: oldestAt, some: some.map(letterLine) });

function letterLine({ at, about, text = "" }: DeadLetter): DeadLetterLine {
  return {
    at,
    about,
    // An event's id is its run's trace id and its `seq`.
    trace_id: traceIdSchema.safeParse(about.slice(0, about.lastIndexOf(":"))).data ?? null,
    text: text.slice(0, CHARACTERS_SHOWN).toWellFormed(),
    characters: text.length,
  };
}
