/** Returns the sentence about unfinished work on a data folder on which nothing runs. @param work a pronoun for it */
export const nextGoesOnText = (work: "it" | "them"): string =>
  `The next start or ingest on this folder goes on with ${work}`;
