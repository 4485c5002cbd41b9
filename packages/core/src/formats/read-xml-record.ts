import { type ParsedRecord, reject, type SourceRecord } from "./format.ts";
import { type PassedOver, parseXmlElement, type XmlElement, XmlError } from "./xml-element.ts";

/**
 * Reads a record that is one XML element. Returns a reject if it is not well-formed.
 *
 * @param leftOut the inner elements that `read` does not need
 */
export function readXmlRecord(
  { text }: SourceRecord,
  read: (element: XmlElement) => ParsedRecord,
  leftOut?: PassedOver,
): ParsedRecord {
  try {
    return read(parseXmlElement(text, leftOut));
  } catch (error) {
    if (error instanceof XmlError) return reject("malformed", `not well-formed XML: ${error.message}`);
    throw error;
  }
}
