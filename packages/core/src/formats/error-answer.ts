import { isJsonObject, type JsonObject } from "./json-sketch.ts";
import { normaliseText } from "./normalise-text.ts";
import { parseJson } from "./parse-json.ts";

/**
 * Returns the message of an API's error, or undefined if the text is not an error. It knows the errors of arXiv's OAI-PMH,
 * Crossref, DataCite, DOAJ, Europe PMC, NCBI, OpenAlex, Semantic Scholar, Unpaywall, and of the gateways and object stores in
 * front of them.
 */
export function errorAnswerOf(text: string): string | undefined {
  const json = /^\s*[[{]/.test(text) ? parseJson(text.trim()) : undefined;
  if (json && "value" in json)
    return isJsonObject(json.value) ? errorOfJson(json.value) : errorOfList(json.value);
  return errorOfXml(text);
}

const errorOfList = (value: unknown) =>
  Array.isArray(value) && value.length === 1 && isJsonObject(value[0]) ? errorOfJson(value[0]) : undefined;

/** Returns the message of an object that is an API's error. Call it only for an object that is neither a record nor a page of records. */
export function errorOfJson(object: JsonObject): string | undefined {
  const { error, errors, errMsg, message, detail, status, code, fault } = object;
  if (isFilled(error)) return saying(error === true ? undefined : error, message);
  if (isFilled(errors)) return saying(errors);
  if (isFilled(errMsg)) return saying(errMsg);
  if (isFilled(fault)) return saying(fault);
  const ofNcbi = Object.values(object).find((value) => isJsonObject(value) && isFilled(value.ERROR));
  if (isJsonObject(ofNcbi)) return saying(ofNcbi.ERROR);
  const isFailure = [status, code, object.statusCode, object.HTTP_status_code].some(isFailureCode);
  if (isFailure) return saying(message ?? detail ?? object.title ?? status ?? code);
  const isMessageAlone = Object.keys(object).length <= 2 && (isFilled(message) || isFilled(detail));
  return isMessageAlone ? saying(message ?? detail) : undefined;
}

const isFilled = (value: unknown): boolean =>
  value === true ||
  (typeof value === "string" && value.trim() !== "") ||
  (Array.isArray(value) && value.length > 0) ||
  (isJsonObject(value) && Object.keys(value).length > 0);

const isFailureCode = (value: unknown): boolean =>
  /^(?:[45]\d\d|error|fail(?:ed|ure)?|not_found)$/i.test(String(value));

const saying = (...parts: readonly unknown[]): string | undefined => {
  const words = parts.filter(isFilled).flatMap(wordsIn);
  return words.length === 0 ? undefined : [...new Set(words)].join(": ");
};

/** Members that are of no use in a message for people. */
const SILENT: ReadonlySet<string> = new Set(["type", "name", "value", "cause", "source", "trace", "domain"]);

function wordsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return value.trim() === "" ? [] : [normaliseText(value)];
  if (typeof value === "number") return [String(value)];
  if (Array.isArray(value)) return value.slice(0, 5).flatMap(wordsIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => (SILENT.has(name) ? [] : wordsIn(inner)));
}

const PROLOG = /^\s*(?:<\?[^>]*>\s*|<!--[^>]*-->\s*|<!DOCTYPE[^>]*>\s*)*/;
const ERROR_ROOT =
  /^<(?:[\w.-]+:)?(?:e(?:Fetch|Search|Summary|Post|Link|Info)\w*|OAI-PMH|pmc-articleset|Error|error|errors|ErrorResponse|errorBean|response|Envelope|Fault)[\s/>]/;
const ERROR_ELEMENT =
  /<((?:[\w.-]+:)?(?:ERROR|error|Message|message|errMsg|faultstring))(?:\s[^<>]*)?>([^<]*)<\/\1\s*>/;
const ERROR_CODE = /<(?:[\w.-]+:)?error\s[^<>]*?code\s*=\s*["']([^"']*)["']/;
/** EFetch's answer for an article that PMC does not give out. */
const PMC_REPLY = /<Reply\s[^<>]*?\berror\s*=\s*["']([^"']*)["']/;
const S3_CODE = /<Code>([^<]*)<\/Code>/;

function errorOfXml(text: string): string | undefined {
  const document = text.slice(PROLOG.exec(text)?.[0].length ?? 0);
  if (!ERROR_ROOT.test(document)) return undefined;
  const said = normaliseText(ERROR_ELEMENT.exec(document)?.[2] ?? PMC_REPLY.exec(document)?.[1] ?? "");
  const code = ERROR_CODE.exec(document)?.[1] ?? S3_CODE.exec(document)?.[1];
  return said === "" && code === undefined ? undefined : saying(code, said);
}

const HTML =
  /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,1000}?-->\s*)?<(?:!doctype\s+html|html|head|body)[\s>]/i;
const TITLE = /<(title|h1)[^>]*>([\s\S]*?)<\/\1\s*>/i;
const FAILURE =
  /\b(?:rate|quota|limit|requests?)\b.{0,40}\bexceed|too many requests|not found|forbidden|unauthori[sz]ed|access denied|unavailable|time-?d?[ -]?out|bad gateway|bad request|server error|\berror\b|\b(?:403|404|429|50[0234])\b|no healthy upstream|maintenance|captcha|are you a robot|just a moment/i;
const MAX_PLAIN_CHARACTERS = 2_000;

/** Returns the title of an HTML page, or the beginning of its text if it has no title. Returns undefined for other text. */
export function titleOfHtml(text: string): string | undefined {
  if (!HTML.test(text)) return undefined;
  const title = TITLE.exec(text)?.[2] ?? text;
  return normaliseText(title.replaceAll(/<[^>]*>/g, " ")).slice(0, 200);
}

/** Returns the message of an error page, in HTML or plain text, that a server sent in place of an answer. Returns undefined for other text. */
export function errorPageOf(text: string): string | undefined {
  const title = titleOfHtml(text);
  if (title !== undefined) {
    const said = normaliseText(
      text.slice(0, 20_000).replaceAll(/<(?:script|style)[\s\S]*?<\/|<[^>]*>/gi, " "),
    );
    return FAILURE.test(said) ? title : undefined;
  }
  const isPlain = text.length <= MAX_PLAIN_CHARACTERS && !/^\s*[<[{]/.test(text);
  return isPlain && FAILURE.test(text) ? normaliseText(text) : undefined;
}
