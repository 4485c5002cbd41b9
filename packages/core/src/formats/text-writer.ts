/** Elements of JATS and HTML whose text is separated by spaces from the text before and after it. */
const BLOCKS: ReadonlySet<string> = new Set(
  "abstract address article aside blockquote body br break caption center col dd def def-item def-list disp-formula disp-formula-group disp-quote div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 head header hr label li list list-item main nav ol p pre sec section speaker speech statement sub-article subtitle summary table table-wrap tbody td tfoot th thead title tr trans-abstract ul verse-group verse-line".split(
    " ",
  ),
);

/** Elements whose content is not text for readers. */
const NO_TEXT: ReadonlySet<string> = new Set(["script", "style"]);

/** Elements that contain a formula, which may be given in several languages. */
const FORMULAS: ReadonlySet<string> = new Set([
  "alternatives",
  "disp-formula",
  "inline-formula",
  "math",
  "semantics",
]);
const MATH: ReadonlySet<string> = new Set(["math", "semantics"]);
/** Elements that give a formula in a language for computers, such as TeX. */
const SOURCES: ReadonlySet<string> = new Set(["annotation", "annotation-xml", "tex-math"]);

/** Elements that may be the heading of an abstract. */
const HEADINGS: ReadonlySet<string> = new Set(["h1", "h2", "h3", "h4", "h5", "h6", "p", "title"]);
const ABSTRACT = /^\s*abstract\s*[:.]?\s*$/i;
/** Matches the first part of every such heading, and of few other texts. */
const BEGINS_ABSTRACT = /^\s*(?:a|$)/i;

const DECIDING: ReadonlySet<string> = new Set([...NO_TEXT, ...FORMULAS, ...SOURCES, ...HEADINGS]);

/** Text that begins like this follows the block before it without a space: `<h1>Trials</h1>, second report`. */
const PUNCTUATION = /^[,.;:!?)\]]/;

/** An element with more parts is not tested for a heading, so that long texts are not joined again and again. */
const MAX_HEADING_PARTS = 8;

/** Deeper elements get no special treatment, so that the search for the start tag of an end tag stays short. */
const MAX_OPEN = 256;

/** An open element whose text may be removed when it ends. */
interface OpenElement {
  readonly name: string;
  /** The index of the element's first part. */
  readonly from: number;
  /** The parts that are sources of the formula, as pairs of first index and end index. */
  readonly sources: (readonly [from: number, to: number])[];
  hasMath: boolean;
}

/**
 * Collects the text of elements from a sequence of start tags, texts and end tags. Blocks are separated by spaces. A formula
 * appears once: if it is given as MathML too, its source in TeX is left out. The heading "Abstract" is left out. A start tag
 * without an end tag, or an end tag without a start tag, never removes text.
 */
export class TextWriter {
  readonly #parts: string[] = [];
  readonly #open: OpenElement[] = [];

  write(text: string): void {
    if (text === "") return;
    if (PUNCTUATION.test(text))
      for (let at = this.#parts.length - 1; this.#parts[at] === " "; at--) this.#parts[at] = "";
    this.#parts.push(text);
  }

  /** @param name in lower case, without a prefix */
  open(name: string): void {
    if (BLOCKS.has(name)) this.#parts.push(" ");
    if (DECIDING.has(name) && this.#open.length < MAX_OPEN)
      this.#open.push({ name, from: this.#parts.length, sources: [], hasMath: false });
  }

  /** @param name in lower case, without a prefix */
  close(name: string): void {
    if (DECIDING.has(name)) {
      const at = this.#open.findLastIndex((element) => element.name === name);
      const [element] = at === -1 ? [] : this.#open.splice(at);
      if (element) this.#end(element);
    }
    if (BLOCKS.has(name)) this.#parts.push(" ");
  }

  toString(): string {
    return this.#parts.join("");
  }

  #end(element: OpenElement): void {
    const { name, from } = element;
    if (SOURCES.has(name)) this.#open.at(-1)?.sources.push([from, this.#parts.length]);
    else if (FORMULAS.has(name)) this.#endFormula(element);
    else if (NO_TEXT.has(name) || this.#isHeadingAbstract(from)) this.#parts.length = from;
  }

  #endFormula({ name, from, sources, hasMath }: OpenElement): void {
    const isMath = MATH.has(name);
    if (isMath ? this.#hasText(from, sources) : hasMath)
      for (const [begin, end] of sources) this.#parts.fill("", begin, end);
    const outer = this.#open.at(-1);
    if (isMath && outer && this.#hasText(from, [])) outer.hasMath = true;
  }

  /** Tells whether there is text, from this part on, that is outside of these sources. */
  #hasText(from: number, sources: OpenElement["sources"]): boolean {
    const isInSource = (at: number) => sources.some(([begin, end]) => at >= begin && at < end);
    return this.#parts.some((part, at) => at >= from && part.trim() !== "" && !isInSource(at));
  }

  #isHeadingAbstract(from: number): boolean {
    const count = this.#parts.length - from;
    if (count > MAX_HEADING_PARTS || !BEGINS_ABSTRACT.test(this.#parts[from] ?? "")) return false;
    return ABSTRACT.test(this.#parts.slice(from).join(""));
  }
}
