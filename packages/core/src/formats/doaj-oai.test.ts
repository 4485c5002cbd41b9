import { describe, expect, test } from "vitest";
import { doajOai } from "./doaj-oai.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { doajOaiAnswer, doajOaiRecord } from "./fixtures/doaj.ts";
import { isRecognised } from "./fixtures/is-recognised.ts";
import { paperIn, readFile, reasonIn, withdrawalIn } from "./fixtures/read-file.ts";
import { RANKS } from "./ranks.ts";

const DELETED = doajOaiRecord({ status: ' status="deleted"', metadata: "" });
const JOURNAL = doajOaiRecord({ kind: "journal" });

test.each([
  ["an answer", doajOaiAnswer(doajOaiRecord()), true],
  ["deleted records alone", doajOaiAnswer(DELETED), true],
  ["records that a harvester kept", `<Records>${doajOaiRecord()}</Records>`, true],
  ["an answer without records", doajOaiAnswer(), true],
  ["another repository's answer", doajOaiAnswer(doajOaiRecord()).replaceAll("doaj.org", "x.org"), false],
])("%s is recognised: %s", (_, file, isTheirs) => {
  expect(isRecognised(doajOai, file)).toBe(isTheirs);
});

test("an article is a paper, with its exact source text", () => {
  const raw_xml = doajOaiRecord();
  expect(paperIn(doajOai, raw_xml)).toEqual({
    paper_id: "doaj:00000000000000000000000000005a0a",
    source: "doaj",
    title: "Looms of Bombyx",
    abstract: "We weave.",
    authors: ["Ada Weaver"],
    published_date: "2024-03",
    categories: ["Silk"],
    updated_at: "2024-03-05T10:20:30.000Z",
    raw_xml,
    rank: RANKS.doaj.oai_doaj,
  });
});

test("oai_dc is read too", () => {
  const metadata =
    "<oai_dc:dc><dc:title>Looms</dc:title><dc:date>2016-03-01T00:00:00Z</dc:date><dc:creator>James F. Weaver, Jr.</dc:creator><dc:creator>Ben Spinner</dc:creator><dc:description>We weave.</dc:description><dc:subject>weaving, by hand</dc:subject></oai_dc:dc>";
  expect(paperIn(doajOai, doajOaiRecord({ metadata }))).toMatchObject({
    title: "Looms",
    abstract: "We weave.",
    authors: ["James F. Weaver Jr.", "Ben Spinner"],
    published_date: "2016-03",
    categories: ["Silk"],
  });
});

test("a deleted record is a withdrawal at its datestamp, or at the end of the day if the datestamp is a day", () => {
  expect(withdrawalIn(doajOai, DELETED)).toMatchObject({
    paper_id: "doaj:00000000000000000000000000005a0a",
    withdrawn_at: "2024-03-05T10:20:30.000Z",
  });
  const ofDay = DELETED.replace("T10:20:30Z", "");
  expect(withdrawalIn(doajOai, ofDay).withdrawn_at).toBe("2024-03-05T23:59:59.999Z");
});

describe("a record that is not an article", () => {
  test.each([
    ["no-id", JOURNAL],
    ["no-id", "<record/>"],
    ["no-metadata", doajOaiRecord({ metadata: "" })],
    ["no-metadata", doajOaiRecord({ metadata: "<marc/>" })],
    ["bad-date", doajOaiRecord({ datestamp: "soon" })],
  ])("%s: %s", (reason, text) => {
    expect(reasonIn(doajOai, text)).toBe(reason);
  });

  test("journals are refused, with what to harvest", async () => {
    expect(await readFile(doajOaiAnswer(JOURNAL))).toMatchObject({
      error: { reason: "unknown-format", message: expect.stringContaining("oai.article") },
    });
  });

  test("an error fails the run, except the answer that there is nothing", async () => {
    const answer = (code: string) =>
      doajOaiAnswer().replace(/<ListRecords>.*<\/ListRecords>/, `<error code="${code}">Why</error>`);
    expect(await readFile(answer("noRecordsMatch"))).toMatchObject({ format: "doaj-oai", error: undefined });
    expect(await readFile(answer("badResumptionToken"))).toMatchObject({
      error: { reason: "feed-error", message: expect.stringContaining("badResumptionToken") },
    });
  });
});

test("without a datestamp the file's time counts", () => {
  expect(paperIn(doajOai, doajOaiRecord({ datestamp: "" })).updated_at).toBe(CONTEXT.batchTimestamp);
});
