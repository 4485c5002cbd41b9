import { gzipSync } from "node:zlib";
import {
  arxivMetadata,
  oaiAnswer,
  oaiRecord,
  oaiRecords,
} from "@paperledger/core/formats/fixtures/arxiv-oai";

const identifierOf = (paper: number) => `oai:arXiv.org:2402.${String(paper).padStart(5, "0")}`;

const text = (paper: number, file: number, datestamp = "2024-02-05") =>
  oaiRecord(arxivMetadata({ title: `Paper ${paper} in file ${file}` }), {
    identifier: identifierOf(paper),
    datestamp,
  });

const deletion = (paper: number, datestamp: string) =>
  oaiRecord(undefined, { identifier: identifierOf(paper), datestamp, status: ' status="deleted"' });

/**
 * Returns three files about the same papers. All texts have the same time, but different titles and datestamps. Each file withdraws some
 * papers: before their text, after it, or on the same day, and with the text or without it.
 */
export const versionFiles = (papers: number): readonly Buffer[] =>
  [1, 2, 3].map((file) => {
    const records = Array.from({ length: papers }, (_, index) => index + 1).flatMap((paper) => [
      ...(paper % 4 === file
        ? []
        : [text(paper, file, paper % 5 === 0 ? `2024-02-0${5 + file}` : undefined)]),
      ...(paper % 7 === file ? [deletion(paper, "2024-01-01")] : []),
      ...(paper % 7 === file + 3 ? [deletion(paper, "2024-03-01")] : []),
      ...(paper % 11 === file ? [deletion(paper, "2024-02-03")] : []),
    ]);
    return gzipSync(oaiAnswer(oaiRecords(...records)));
  });
