import type { Timestamp } from "../papers/paper.ts";
import { normaliseText } from "./normalise-text.ts";
import { readTimestamp } from "./read-date.ts";
import { attributeOf, childOf, parseXmlElement, textOf, type XmlElement, XmlError } from "./xml-element.ts";

/** The header of an OAI-PMH record, which is the same for all metadata formats. Missing texts are empty. */
export interface OaiHeader {
  readonly identifier: string;
  /** When the repository last changed the record: a day, or a moment. */
  readonly datestamp: string;
  readonly isDeleted: boolean;
}

/** @see https://www.openarchives.org/OAI/openarchivesprotocol.html#header */
export function oaiHeaderOf(record: XmlElement): OaiHeader {
  const header = childOf(record, "header");
  const text = (name: string) => normaliseText(textOf(header && childOf(header, name)));
  return {
    identifier: text("identifier"),
    datestamp: text("datestamp"),
    isDeleted: header !== undefined && attributeOf(header, "status") === "deleted",
  };
}

/** Returns the element in a record's `<metadata>`. */
export const oaiMetadataOf = (record: XmlElement): XmlElement | undefined =>
  childOf(record, "metadata")?.content.find((part) => typeof part !== "string");

/**
 * Returns the time of a record's datestamp, or undefined if it is not a date. If a deleted record's datestamp is only a day,
 * returns the end of that day, so that the deletion is newer than the versions of that day.
 */
export const datestampTime = ({ datestamp, isDeleted }: OaiHeader): Timestamp | undefined =>
  readTimestamp(isDeleted && DAY.test(datestamp) ? `${datestamp}T23:59:59.999Z` : datestamp);

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The elements by which answers of OAI-PMH are cut into records. A saved file holds whole answers, or only the parts that a harvester kept. */
export const OAI_ANSWERS = {
  roots: ["OAI-PMH", "ListRecords", "GetRecord", "record"],
  parts: ["ListRecords", "GetRecord", "resumptionToken"],
  otherRoots: ["error", "resumptionToken"],
  elements: ["record", "error"],
  /** The answer of ListIdentifiers has headers without records. They hold no papers. */
  passedOver: ["header"],
} as const;

/** An `<error>` that stands in place of records. */
export interface OaiError {
  readonly code: string;
  readonly message: string;
}

/** Reads an `<error>`. Returns undefined if it is not well-formed. */
export function oaiErrorOf(text: string): OaiError | undefined {
  try {
    const error = parseXmlElement(text);
    return { code: attributeOf(error, "code") ?? "unknown", message: normaliseText(textOf(error)) };
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}
