import { errorAnswerOf, titleOfHtml } from "./error-answer.ts";
import { FEED_ERROR, type RecordProblem } from "./format.ts";
import { shown } from "./shown.ts";

/**
 * Returns the problem of a text that stands where a record, or a document with records, should begin.
 *
 * @param otherwise the message for a text that is neither an error of a source nor a page of HTML
 */
export function problemOfStray(
  text: string,
  otherwise = "it is neither a record nor the beginning of a document",
): RecordProblem {
  const error = errorAnswerOf(text);
  if (error !== undefined)
    return { reason: FEED_ERROR, message: `the source answered: ${shown(error, 500)}` };
  const title = titleOfHtml(text);
  return title === undefined
    ? { reason: "not-a-paper", message: `${otherwise}: ${shown(text, 200)}` }
    : { reason: "not-a-paper", message: `it is a page of HTML, titled ${shown(title, 200)}` };
}
