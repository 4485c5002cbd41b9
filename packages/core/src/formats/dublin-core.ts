import { normaliseText } from "./normalise-text.ts";
import { textOfElement } from "./text-of-markup.ts";
import { childrenOf, textOf, type XmlElement } from "./xml-element.ts";

/** The metadata of a paper in `oai_dc`. A missing text is empty, and a missing list too. */
export interface DublinCore {
  readonly title: string;
  readonly descriptions: readonly string[];
  /** As they are written. Each repository decides whether the surname comes first. */
  readonly creators: readonly string[];
  readonly subjects: readonly string[];
  /** As they are written, in any order. */
  readonly dates: readonly string[];
  /** Addresses and ids of the paper, such as its DOI. */
  readonly identifiers: readonly string[];
}

/** @see https://www.openarchives.org/OAI/2.0/oai_dc.xsd */
export function readDublinCore(dc: XmlElement): DublinCore {
  const texts = (name: string) =>
    childrenOf(dc, name)
      .map(textOfElement)
      .filter((text) => text !== "");
  return {
    title: texts("title")[0] ?? "",
    descriptions: texts("description"),
    creators: texts("creator"),
    subjects: [...new Set(texts("subject"))],
    dates: texts("date"),
    identifiers: childrenOf(dc, "identifier").map((identifier) => normaliseText(textOf(identifier))),
  };
}
