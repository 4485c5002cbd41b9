import { describe, expect, test } from "vitest";
import {
  abstractOf,
  authorsOf,
  meshDescriptorsOf,
  publishedDateOf,
  readPubmedDate,
  titleOf,
} from "./pubmed-article.ts";
import { parseXmlElement } from "./xml-element.ts";

const article = (content: string) => parseXmlElement(`<Article>${content}</Article>`);

describe("a title", () => {
  test.each([
    [
      "<ArticleTitle>H<sub>2</sub>O, <i>in <b>vivo</b></i> (p &lt; 1).</ArticleTitle>",
      "H2O, in vivo (p < 1).",
    ],
    [
      "<ArticleTitle>Mass <mml:math><mml:mi>m</mml:mi><mml:mo>=</mml:mo><mml:mn>1</mml:mn></mml:math>.</ArticleTitle>",
      "Mass m=1.",
    ],
    [
      "<ArticleTitle>[Biological rhythms]</ArticleTitle><VernacularTitle>Ritmos</VernacularTitle>",
      "[Biological rhythms]",
    ],
    ["<ArticleTitle>[Not Available].</ArticleTitle><VernacularTitle>Ritmos.</VernacularTitle>", "Ritmos."],
    ["<ArticleTitle>Not Available</ArticleTitle><VernacularTitle>Ritmos.</VernacularTitle>", "Ritmos."],
    [
      "<ArticleTitle>[In Process Citation]</ArticleTitle><VernacularTitle>Ritmos.</VernacularTitle>",
      "Ritmos.",
    ],
    ["<ArticleTitle/><VernacularTitle>Ritmos.</VernacularTitle>", "Ritmos."],
    ["<ArticleTitle>[Not Available].</ArticleTitle>", "[Not Available]."],
    [
      "<ArticleTitle>Not Available Drugs</ArticleTitle><VernacularTitle>x</VernacularTitle>",
      "Not Available Drugs",
    ],
    ["", ""],
  ])("of %j is %j", (content, expected) => {
    expect(titleOf(article(content))).toBe(expected);
  });
});

describe("an abstract", () => {
  test.each([
    ["<Abstract><AbstractText>CO<sub>2</sub>\n rises.</AbstractText></Abstract>", "CO2 rises."],
    [
      '<Abstract><AbstractText Label="METHODS" NlmCategory="METHODS">We <i>did</i>.</AbstractText><AbstractText Label="RESULTS">It was.</AbstractText></Abstract>',
      "METHODS: We did. RESULTS: It was.",
    ],
    [
      '<Abstract><AbstractText Label="UNLABELLED">First.</AbstractText><AbstractText Label="AIM"/><AbstractText Label="END">Last.</AbstractText><CopyrightInformation>Mine.</CopyrightInformation></Abstract>',
      "First. END: Last.",
    ],
    ["<Abstract/>", ""],
    ['<OtherAbstract Language="spa"><AbstractText>Hola.</AbstractText></OtherAbstract>', ""],
  ])("of %j is %j", (content, expected) => {
    expect(abstractOf(article(content))).toBe(expected);
  });
});

test("authors are persons and groups in order, as they are rightly spelt", () => {
  const authors = `<AuthorList CompleteYN="N">
    <Author ValidYN="Y"><LastName>Melosh</LastName><ForeName>H J</ForeName><Initials>HJ</Initials><Suffix>3rd</Suffix></Author>
    <Author><LastName>Plato</LastName></Author>
    <Author ValidYN="Y"><CollectiveName>SBU-group.
      Swedish Council</CollectiveName></Author>
    <Author ValidYN="Y"><LastName>Whitley</LastName><Initials>RJ</Initials></Author>
    <Author ValidYN="N"><LastName>Whitely</LastName><ForeName>R J</ForeName></Author>
    <Author ValidYN="Y"/>
  </AuthorList>`;
  expect(authorsOf(article(authors))).toEqual([
    "H J Melosh 3rd",
    "Plato",
    "SBU-group. Swedish Council",
    "RJ Whitley",
  ]);
  expect(authorsOf(article(""))).toEqual([]);
});

describe("a publication date", () => {
  const issue = (date: string) =>
    `<Journal><JournalIssue><PubDate>${date}</PubDate></JournalIssue></Journal>`;
  const electronic = "<ArticleDate><Year>2019</Year><Month>05</Month><Day>20</Day></ArticleDate>";

  test.each<[string, string | null]>([
    [issue("<Year>2001</Year><Month>Apr</Month>") + electronic, "2001-04"],
    [issue("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>") + electronic, "1998"],
    [issue("<MedlineDate>Winter</MedlineDate>") + electronic, "2019-05-20"],
    [electronic, "2019-05-20"],
    ["", null],
  ])("of %j is %j", (content, expected) => {
    expect(publishedDateOf(article(content))).toBe(expected);
  });
});

describe("a date", () => {
  test.each<[string, string | undefined]>([
    ["<Year>2001</Year><Month>Apr</Month><Day>15</Day>", "2001-04-15"],
    ["<Year>2001</Year><Month>04</Month><Day>05</Day>", "2001-04-05"],
    ["<Year>2001</Year><Month>4</Month><Day>5</Day>", "2001-04-05"],
    ["<Year>2001</Year><Month>Apr</Month>", "2001-04"],
    ["<Year>2001</Year><Month>Feb</Month><Day>30</Day>", "2001-02"],
    ["<Year>2001</Year><Season>Spring</Season>", "2001"],
    ["<Year>2001</Year><Month>Jan-Feb</Month>", "2001"],
    ["<Year>2001</Year><Day>15</Day>", "2001"],
    ["<MedlineDate>2000 Spring-Summer</MedlineDate>", "2000"],
    ["<MedlineDate>Spring 2000</MedlineDate>", "2000"],
    ["<MedlineDate>2000 Dec 23- 30</MedlineDate>", "2000"],
    ["<MedlineDate>Spring</MedlineDate>", undefined],
    ["<Year>01</Year>", undefined],
    ["", undefined],
  ])("of %j is %j", (content, expected) => {
    expect(readPubmedDate(parseXmlElement(`<PubDate>${content}</PubDate>`))).toBe(expected);
  });
});

test("MeSH descriptors are named once each, without their qualifiers", () => {
  const heading = (name: string) =>
    `<MeshHeading><DescriptorName UI="D1">${name}</DescriptorName><QualifierName>therapy</QualifierName></MeshHeading>`;
  const citation = `<MedlineCitation><MeshHeadingList>${["Humans", "Mice, Inbred C57BL", "Humans", ""].map(heading).join("")}</MeshHeadingList></MedlineCitation>`;
  expect(meshDescriptorsOf(parseXmlElement(citation))).toEqual(["Humans", "Mice, Inbred C57BL"]);
});
