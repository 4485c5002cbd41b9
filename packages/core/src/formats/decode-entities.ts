import { characterEntities } from "character-entities";

/** Maps the names of XML's and HTML's entities to characters. It has no prototype, so `toString` is not found in it. */
export const ENTITIES: Record<string, string> = Object.assign(Object.create(null), characterEntities);

const REFERENCE = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z][a-z\d]{1,31}));/gi;

/** Decodes the entities of XML and HTML once. Unknown names and numbers that are no character stay as they are written. */
export const decodeEntities = (text: string): string =>
  text.includes("&") && text.includes(";")
    ? text.replace(REFERENCE, (written, decimal, hexadecimal, name) =>
        name === undefined
          ? (characterOf(decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal)) ??
            written)
          : (ENTITIES[name] ?? written),
      )
    : text;

const characterOf = (code: number) =>
  code === 0 || code > 0x10_ff_ff || (code >= 0xd8_00 && code <= 0xdf_ff)
    ? undefined
    : String.fromCodePoint(code);
