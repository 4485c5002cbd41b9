import { elementsIn, type FileHead, MAX_TELLING_CHARACTERS, type XmlDocument } from "./file-head.ts";
import type { Format, Recognition } from "./format.ts";
import { splitXmlElements } from "./splitting/split-xml-elements.ts";

/** How a source's records look in XML, and in which documents they stand. */
export interface XmlRecords {
  /** The local names of the roots that documents have. A root may be a record itself. */
  readonly roots: readonly string[];
  /** The local names of those roots that may stand within another root: see {@link splitXmlElements}. */
  readonly parts?: readonly string[];
  /** The local names of the elements that are records, wherever in a document they stand. */
  readonly elements: readonly string[];
  /** The elements that are records only within another one: see {@link splitXmlElements}. */
  readonly onlyIn?: Readonly<Record<string, string>>;
  /** The local name of an element in a record behind which its text ends: see {@link splitXmlElements}. */
  readonly textEndsBehind?: string;
  /** The local names of elements beside records that hold no papers by their kind: see {@link splitXmlElements}. */
  readonly passedOver?: readonly string[];
  /** The local names of further roots, of which the documents hold errors, or nothing that is a record. */
  readonly otherRoots?: readonly string[];
  /** Returns what an element says that is an error of the source, and no record. */
  errorOf?(element: string): string | undefined;
  /** Tells whether an element is passed over, such as the answer that there is nothing. */
  isNothing?(element: string): boolean;
  /** Whether a root of such a name is one of this source's. */
  isRoot?(root: XmlDocument["root"]): boolean;
  /** Whether an element of such a name is a record of this source. In the head of a file, its text may be cut off. */
  isRecord?(element: string, document: XmlDocument): boolean;
  /** Whether a document that has no record is the source's all the same: an empty answer, or an error. */
  isEmptyDocument?(document: XmlDocument): boolean;
  /** The advice to give for an element, or a document, that the source hands out, and that holds no papers. */
  refusalOf?(element: string): string | undefined;
}

/** Makes the `recognises` and the `split` of a format of XML elements out of what its records are. */
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
