import { type ParsedRecord, reject, type SourceRecord } from "./format.ts";
import { parseXmlElement, type XmlElement, XmlError } from "./xml-element.ts";

/**
 * Reads a record that is one XML element. Returns a reject if it is not well-formed.
 *
 * @param passedOver the names of inner elements that `read` does not need
 */
export function readXmlRecord(
  { text }: SourceRecord,
  read: (element: XmlElement) => ParsedRecord,
  passedOver?: ReadonlySet<string>,
): ParsedRecord {
  try {
    return read(parseXmlElement(text, passedOver));
  } catch (error) {
    if (error instanceof XmlError) return reject("malformed", `not well-formed XML: ${error.message}`);
    throw error;
  }
}
