/** Text of XML in which the only references are those that every XML document may hold. */
const TEXT = "[^<&]*(?:&(?:amp|lt|gt|quot|apos);[^<&]*)*";

/** The largest number of levels of elements in a plain element. */
export const PLAIN_DEPTH = 6;

/**
 * Matches a plain element at `lastIndex`: it and the elements in it have short names, at most one attribute, and text. An end tag must
 * repeat the name of its start tag, so each level refers back to that name.
 */
const PLAIN_ELEMENT = new RegExp(patternOf(1), "y");

function patternOf(level: number): string {
  const inner = level < PLAIN_DEPTH ? `(?:${patternOf(level + 1)}${TEXT})*` : "";
  return `<([A-Za-z]\\w*)(?: [A-Za-z]\\w*="[^"<&]*")?(?:/>|>${TEXT}${inner}</\\${level}>)`;
}

/** A longer text is not searched, because in it the pattern could need too much memory and throw. */
const MAX_CHARACTERS = 1_000_000;

/** A plain element in a text. */
export interface PlainElement {
  /** The index of the white space before the element. */
  readonly spaceFrom: number;
  readonly from: number;
  /** The index after the element. */
  readonly to: number;
}

/**
 * Returns a function that finds the plain elements with these names in a text. A plain element is well-formed and has at most six
 * levels, so a parser need not read it. In a comment or in CDATA an element may look plain too: only the parser knows.
 *
 * @example
 * const find = plainElements(["History"]);
 * [...find("<a><b/> <History><Year>2024</Year></History></a>")] // [{ spaceFrom: 7, from: 8, to: 44 }]
 */
export function plainElements(names: Iterable<string>): (text: string) => Generator<PlainElement> {
  const start = new RegExp(`<(?:${[...names].map((name) => RegExp.escape(name)).join("|")})[ />]`, "g");
  return function* find(text) {
    if (text.length > MAX_CHARACTERS) return;
    let searchedUpTo = 0;
    for (;;) {
      start.lastIndex = searchedUpTo;
      const at = start.exec(text)?.index;
      if (at === undefined) return;
      PLAIN_ELEMENT.lastIndex = at;
      const isPlain = PLAIN_ELEMENT.test(text);
      searchedUpTo = isPlain ? PLAIN_ELEMENT.lastIndex : at + 1;
      if (isPlain) yield { spaceFrom: text.slice(0, at).trimEnd().length, from: at, to: searchedUpTo };
    }
  };
}
