import type { RandomNumbers } from "@paperledger/faults/random-numbers";

const WORDS = (
  "a an the of for with on in we our this that from by is are learning model data deep network graph neural method " +
  "results approach problem show propose novel algorithm system analysis large language quantum field theory energy " +
  "state optimal robust estimation distributed inference training sample Schrödinger R&D α-decay"
).split(" ");

/** Returns random words with at least about this many characters. */
export function prose(random: RandomNumbers, characters: number): string {
  let text = "";
  while (text.length < characters) text += `${WORDS[random.below(WORDS.length)]} `;
  return text.trimEnd();
}
