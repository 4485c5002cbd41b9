import { characterEntities } from "character-entities";

/** Maps the names of XML's and HTML's entities to characters. It has no prototype, so `toString` is not found in it. */
export const ENTITIES: Record<string, string> = Object.assign(Object.create(null), characterEntities);

/** The most characters from `&` to `;`. */
const MAX_REFERENCE_CHARACTERS = 34;
const NUMBER = /^#(?:\d{1,7}|x[\da-f]{1,6})$/i;

/** Decodes the entities of XML and HTML once. Unknown names, and numbers that are not a character, stay unchanged. */
export function decodeEntities(text: string): string {
  let decoded = "";
  let at = 0;
  let end = -1;
  for (let begin = text.indexOf("&"); begin !== -1; begin = text.indexOf("&", begin + 1)) {
    if (end < begin) end = text.indexOf(";", begin);
    if (end === -1) break;
    if (end - begin >= MAX_REFERENCE_CHARACTERS) continue;
    const name = text.slice(begin + 1, end);
    const character = ENTITIES[name] ?? characterOf(name);
    if (character === undefined) continue;
    decoded += text.slice(at, begin) + character;
    at = end + 1;
  }
  return at === 0 ? text : decoded + text.slice(at);
}

/** Returns the character of a number such as `#38` or `#x26`. Returns undefined if no character has this number. */
function characterOf(number: string): string | undefined {
  const code = NUMBER.test(number) ? Number(`0${number.slice(1)}`) : 0;
  return code === 0 || code > 0x10_ff_ff || (code >= 0xd8_00 && code <= 0xdf_ff)
    ? undefined
    : String.fromCodePoint(code);
}
