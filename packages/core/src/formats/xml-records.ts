import { elementsIn, type FileHead, MAX_TELLING_CHARACTERS, type XmlDocument } from "./file-head.ts";
import type { Format, Recognition } from "./format.ts";
import { splitXmlElements } from "./splitting/split-xml-elements.ts";

/** Describes a source's records in XML: how to recognise one, and which documents contain them. */
export interface XmlRecords {
  /** The local names of documents' roots. A root may be a record itself. */
  readonly roots: readonly string[];
  /** The local names of roots that may stand inside another root: see {@link splitXmlElements}. */
  readonly parts?: readonly string[];
  /** The local names of the elements that are records, anywhere in a document. */
  readonly elements: readonly string[];
  /** The elements that are records only inside a certain other element: see {@link splitXmlElements}. */
  readonly onlyIn?: Readonly<Record<string, string>>;
  /** The records that may stand inside a record: see {@link splitXmlElements}. */
  readonly mayHold?: Readonly<Record<string, readonly string[]>>;
  /** The local name of the inner element after which a record's text ends: see {@link splitXmlElements}. */
  readonly textEndsBehind?: string;
  /** The local names of elements beside records that never hold papers: see {@link splitXmlElements}. */
  readonly passedOver?: readonly string[];
  /** The local names of further roots. Their documents hold errors, or nothing that is a record. */
  readonly otherRoots?: readonly string[];
  /** Returns the message of an element that is an error of the source. Returns undefined for a record. */
  errorOf?(element: string): string | undefined;
  /** Tells whether an element is skipped, for example the answer that nothing was found. */
  isNothing?(element: string): boolean;
  /** Tells whether a root with a name in `roots` belongs to this source. */
  isRoot?(root: XmlDocument["root"]): boolean;
  /** Tells whether an element with a name in `elements` is a record of this source. The element's text may be cut off. */
  isRecord?(element: string, document: XmlDocument): boolean;
  /** Tells whether a document without a record belongs to this source, for example an empty answer or an error. */
  isEmptyDocument?(document: XmlDocument): boolean;
  /** Returns advice for an element of this source that holds no papers. */
  refusalOf?(element: string): string | undefined;
}

/** Returns the `recognises` and the `split` of a format whose records are these XML elements. */
export function xmlRecords(records: XmlRecords): Pick<Format, "recognises" | "split"> {
  const { roots, otherRoots = [] } = records;
  return {
    recognises: recognisesXml(records),
    split: splitXmlElements({ ...records, roots: [...roots, ...otherRoots] }),
  };
}

const recognisesXml =
  ({
    roots,
    elements,
    isRoot = () => true,
    isRecord = () => true,
    isEmptyDocument = () => false,
    refusalOf = () => undefined,
  }: XmlRecords) =>
  (head: FileHead): Recognition => {
    for (const document of head.documents(roots)) {
      if (!isRoot(document.root)) continue;
      const found = elementsIn(document.text, elements);
      const records = found.filter((element) => !refusalOf(element) && isRecord(element, document)).length;
      if (records > 0) return { records };
      const [refusal] = found.map(refusalOf).filter((advice) => advice !== undefined);
      if (refusal !== undefined) return { refusal };
      const text = document.text.slice(0, MAX_TELLING_CHARACTERS);
      if (isEmptyDocument({ ...document, text })) return { records: 0 };
    }
    return false;
  };
