/** HTML elements that occur in titles and abstracts, or around them. */
const HTML =
  "a abbr acronym address article aside b bdi bdo big blockquote body br caption center cite code col colgroup dd del dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 head header hr html i img ins kbd li link main mark meta nobr ol p pre q rp rt ruby s samp script section small span strike strong style sub summary sup table tbody td tfoot th thead time title tr tt u ul var wbr";

/** JATS elements that occur in titles and abstracts. `<x>` and other names that could be part of a formula are left out. */
const JATS =
  "abbrev abstract alternatives article-title bold break chem-struct chem-struct-wrap def def-item def-list disp-formula disp-formula-group disp-quote email ext-link fixed-case fn fn-group graphic inline-formula inline-graphic inline-supplementary-material italic kwd label list list-item milestone-end milestone-start monospace named-content overline overline-start overline-end private-char related-article related-object roman sans-serif sc sec sec-meta statement strike string-name styled-content subtitle table-wrap target term tex-math textual-form trans-abstract trans-title underline underline-start underline-end uri verse-group verse-line xref";

/** @see https://www.w3.org/TR/MathML3/appendixi.html */
const MATHML =
  "annotation annotation-xml maction maligngroup malignmark math menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics";

/** The typographic elements of Wiley, IEEE and Inspec. */
const OF_PUBLISHERS = "formula inf scp tex";

/** The names of elements that are known without a prefix. */
export const UNPREFIXED: ReadonlySet<string> = new Set(
  [HTML, JATS, MATHML, OF_PUBLISHERS].flatMap((names) => names.split(" ")),
);

/** Usual prefixes of these languages. Word uses `o`. */
const PREFIX = /^(?:jats|mml|m|x?html|o|ns\d*)$/;

/**
 * Tells whether an element belongs to HTML, JATS or MathML. With a usual prefix, such as `mml`, every local name does.
 *
 * @param prefix in lower case, without its colon
 * @param localName in lower case
 */
export const isKnownElement = (prefix: string | undefined, localName: string): boolean =>
  prefix === undefined ? UNPREFIXED.has(localName) : PREFIX.test(prefix);
