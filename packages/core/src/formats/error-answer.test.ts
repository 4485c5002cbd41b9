import { describe, expect, test } from "vitest";
import { errorAnswerOf, errorPageOf } from "./error-answer.ts";

describe("an API's error says", () => {
  test.each([
    [
      "OpenAlex",
      '{"error":"Rate limit exceeded","message":"Too many requests, see the docs."}',
      "Rate limit exceeded: Too many requests, see the docs.",
    ],
    [
      "Semantic Scholar",
      '{"message":"Too Many Requests. Please wait.","code":"429"}',
      "Too Many Requests. Please wait.",
    ],
    ["Semantic Scholar, of a paper", '{"error":"Paper with id x not found"}', "Paper with id x not found"],
    ["a gateway", '{"message":"Forbidden"}', "Forbidden"],
    [
      "NCBI in JSON",
      '{"error":"API rate limit exceeded","api-key":"192.0.2.1","count":"4","limit":"3"}',
      "API rate limit exceeded",
    ],
    [
      "ESearch",
      '{"header":{"type":"esearch"},"esearchresult":{"ERROR":"Invalid db name specified: x"}}',
      "Invalid db name specified: x",
    ],
    [
      "EFetch in XML",
      '<?xml version="1.0" ?>\n<!DOCTYPE eEfetchResult PUBLIC "-//x//EN" "https://x/y.dtd">\n<eFetchResult>\n\t<ERROR>Unable to obtain query #1</ERROR>\n</eFetchResult>',
      "Unable to obtain query #1",
    ],
    ["Europe PMC", '{"errCode":404,"errMsg":"Nothing was found"}', "Nothing was found"],
    [
      "DataCite, in a list",
      '{"errors":[{"status":"400","title":"The page number is too large."}]}',
      "400: The page number is too large.",
    ],
    ["DataCite, alone", '{"errors":{"title":"Service unavailable"}}', "Service unavailable"],
    [
      "DOAJ",
      '{"status":"not_found","error":"That article does not exist (ref: 0)"}',
      "That article does not exist (ref: 0)",
    ],
    [
      "Crossref",
      '{"status":"failed","message-type":"validation-failure","message":[{"type":"x","value":"y","message":"must be a positive integer"}]}',
      "must be a positive integer",
    ],
    [
      "Unpaywall",
      '{"HTTP_status_code":422,"error":true,"message":"Please use your own email"}',
      "Please use your own email",
    ],
    [
      "OAI-PMH",
      '<OAI-PMH xmlns="x"><request>y</request><error code="badArgument">No such set</error></OAI-PMH>',
      "badArgument: No such set",
    ],
    [
      "S3",
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
      "AccessDenied: Access Denied",
    ],
    [
      "an API behind a proxy",
      '{"fault":{"faultstring":"Rate limit quota violation","detail":{"errorcode":"policies"}}}',
      "Rate limit quota violation: policies",
    ],
    ["a list of one error", '[{"error":"oops"}]', "oops"],
  ])("of %s", (_, text, said) => {
    expect(errorAnswerOf(text)).toBe(said);
  });

  test.each([
    '{"title":"x","error":null}',
    '{"id":"https://openalex.org/A1","display_name":"Ada"}',
    '{"error":""}',
    "[]",
    "null",
    "<feed><entry/></feed>",
    "<OAI-PMH><ListRecords/></OAI-PMH>",
    "Rate exceeded.",
    "{oops",
  ])("and no message if it is not an error: %s", (text) => {
    expect(errorAnswerOf(text)).toBeUndefined();
  });
});

describe("a page in place of an answer", () => {
  test.each([
    ["Rate exceeded.\n", "Rate exceeded."],
    ["Resource not found.", "Resource not found."],
    ["upstream request timeout", "upstream request timeout"],
    ["<html><head><title>504 Gateway Time-out</title></head></html>", "504 Gateway Time-out"],
    [
      "<!DOCTYPE html>\n<html><body><h1>Too Many\n <b>Requests</b></h1><style>a {}</style></body></html>",
      "Too Many Requests",
    ],
  ])("%j is told by its title or text", (text, said) => {
    expect(errorPageOf(text)).toBe(said);
  });

  test.each([
    "<html><title>Our papers</title></html>",
    "TY  - JOUR",
    "shelfmark\ttitle",
    "<feed>error</feed>",
    "",
  ])("%j is not an error page", (text) => {
    expect(errorPageOf(text)).toBeUndefined();
  });
});
