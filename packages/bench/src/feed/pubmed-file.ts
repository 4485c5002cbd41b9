import { type RandomNumbers, randomNumbers } from "@paperledger/faults/random-numbers";
import { XMLBuilder } from "fast-xml-parser";
import { prose } from "./prose.ts";

const builder = new XMLBuilder({
  attributeNamePrefix: "@",
  ignoreAttributes: false,
  suppressBooleanAttributes: false,
  suppressEmptyNode: true,
  format: true,
});

/** Returns a file as NLM distributes it. Each article has about 13 KB: a structured abstract, six authors, MeSH headings and 20 references. */
export const pubmedFile = (papers: number): string =>
  builder.build({
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    PubmedArticleSet: { PubmedArticle: Array.from({ length: papers }, (_, nth) => article(nth)) },
  });

function article(nth: number): object {
  const random = randomNumbers(nth + 1);
  return {
    MedlineCitation: {
      "@Status": "MEDLINE",
      "@Owner": "NLM",
      PMID: { "@Version": "1", "#text": 40_000_000 + nth },
      DateCompleted: day("2023", "12", "17"),
      DateRevised: day("2024", "01", "09"),
      Article: {
        "@PubModel": "Print-Electronic",
        Journal: {
          ISSN: { "@IssnType": "Electronic", "#text": "1520-9202" },
          JournalIssue: {
            "@CitedMedium": "Internet",
            Volume: 53,
            Issue: 6,
            PubDate: { Year: 2023, Month: "Jun", Day: 3 },
          },
          Title: "Journal of Examples",
          ISOAbbreviation: "J Ex",
        },
        ArticleTitle: prose(random, 90),
        ELocationID: { "@EIdType": "doi", "@ValidYN": "Y", "#text": `10.5072/bench.${nth}` },
        Abstract: {
          AbstractText: ["BACKGROUND", "METHODS", "RESULTS"].map((label) => ({
            "@Label": label,
            "@NlmCategory": label,
            "#text": `${prose(random, 300)}, p < 0.05.`,
          })),
          CopyrightInformation: "Copyright 2023.",
        },
        AuthorList: { "@CompleteYN": "Y", Author: Array.from({ length: 6 }, () => author(random)) },
        Language: "eng",
        PublicationTypeList: { PublicationType: { "@UI": "D016428", "#text": "Journal Article" } },
        ArticleDate: { "@DateType": "Electronic", ...day("2023", "05", "20") },
      },
      MedlineJournalInfo: {
        Country: "England",
        MedlineTA: "J Ex",
        NlmUniqueID: "0243471",
        ISSNLinking: "0022-3875",
      },
      MeshHeadingList: {
        MeshHeading: Array.from({ length: 12 }, () => ({
          DescriptorName: { "@UI": "D001696", "@MajorTopicYN": "N", "#text": prose(random, 20) },
        })),
      },
    },
    PubmedData: {
      History: {
        PubMedPubDate: ["received", "accepted", "pubmed"].map((status) => ({
          "@PubStatus": status,
          ...day("2023", "5", "20"),
        })),
      },
      PublicationStatus: "ppublish",
      ArticleIdList: {
        ArticleId: [
          { "@IdType": "pubmed", "#text": 40_000_000 + nth },
          { "@IdType": "doi", "#text": `10.5072/bench.${nth}` },
        ],
      },
      ReferenceList: {
        Reference: Array.from({ length: 20 }, () => ({
          Citation: prose(random, 100),
          ArticleIdList: { ArticleId: { "@IdType": "pubmed", "#text": random.below(30_000_000) } },
        })),
      },
    },
  };
}

const day = (year: string, month: string, dayOfMonth: string) => ({
  Year: year,
  Month: month,
  Day: dayOfMonth,
});

const author = (random: RandomNumbers) => ({
  "@ValidYN": "Y",
  LastName: prose(random, 8),
  ForeName: prose(random, 8),
  Initials: "AB",
  AffiliationInfo: { Affiliation: prose(random, 90) },
});
