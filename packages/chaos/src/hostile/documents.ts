import { tarOf } from "@paperledger/core/archives/fixtures/tar";
import { arxivSnapshot } from "@paperledger/core/formats/fixtures/arxiv-kaggle";
import {
  crossrefAnswer,
  crossrefDataFile,
  crossrefPage,
  crossrefWork,
} from "@paperledger/core/formats/fixtures/crossref";
import { dataciteDoi, datacitePage } from "@paperledger/core/formats/fixtures/datacite";
import { dblpDump, dblpPerson, dblpRecord } from "@paperledger/core/formats/fixtures/dblp";
import {
  doajArticle,
  doajDump,
  doajOaiAnswer,
  doajOaiRecord,
  doajPage,
} from "@paperledger/core/formats/fixtures/doaj";
import { europepmcLite, europepmcPage, europepmcRecord } from "@paperledger/core/formats/fixtures/europepmc";
import {
  jatsArticle,
  pmcArticleSet,
  pmcOaiAnswer,
  pmcOaiRecord,
} from "@paperledger/core/formats/fixtures/jats";
import { openalexPage, openalexWork } from "@paperledger/core/formats/fixtures/openalex";
import { s2Paper } from "@paperledger/core/formats/fixtures/semantic-scholar";

const lines = (...records: readonly string[]) => records.map((record) => `${record}\n`).join("");

/** A small valid file in each format and each of its layouts. Hostile files are made from them. */
export const DOCUMENTS = [
  `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <title>arXiv Query</title>
  <entry>
    <id>http://arxiv.org/abs/2401.00001v2</id>
    <title>One &amp; only</title>
    <updated>2024-01-02T10:00:00Z</updated>
    <summary>What it says &lt;here&gt; in <![CDATA[a < b]]>.</summary>
    <published>2024-01-01T10:00:00Z</published>
    <author><name>P&#225;l Erd&#337;s</name></author>
    <arxiv:primary_category term="cs.DL"/><category term="cs.IR"/>
  </entry>
  <!-- between two -->
  <entry><id>http://arxiv.org/abs/2401.00002v1</id><title>Two</title><updated>2024-01-03T10:00:00Z</updated></entry>
  <entry><id>http://arxiv.org/abs/2401.00003v1</id><title>Three</title><updated>2024-01-04T10:00:00Z</updated></entry>
</feed>
`,
  `<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2024-02-06T00:00:00Z</responseDate>
<ListRecords>
<record><header><identifier>oai:arXiv.org:2401.12345</identifier><datestamp>2024-02-05</datestamp></header>
<metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>2401.12345</id><created>2024-01-22</created>
<authors><author><keyname>Erd&#337;s</keyname><forenames>Paul</forenames></author></authors>
<title>A Study</title><categories>cs.IR cs.DL</categories><abstract>We study.</abstract></arXiv></metadata></record>
<record><header status="deleted"><identifier>oai:arXiv.org:2401.12346</identifier><datestamp>2024-02-05</datestamp></header></record>
</ListRecords></OAI-PMH>
`,
  `<?xml version="1.0" encoding="UTF-8"?>
<PubmedArticleSet>
<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">31393839</PMID>
<DateRevised><Year>2020</Year><Month>01</Month><Day>09</Day></DateRevised>
<Article><Journal><JournalIssue><PubDate><Year>2019</Year><Month>Jun</Month></PubDate></JournalIssue></Journal>
<ArticleTitle>Uptake of CO<sub>2</sub> by <i>E. coli</i>.</ArticleTitle>
<Abstract><AbstractText Label="AIM">We measured.</AbstractText></Abstract>
<AuthorList><Author><LastName>Lovelace</LastName><ForeName>Ada</ForeName></Author></AuthorList></Article>
<MeshHeadingList><MeshHeading><DescriptorName UI="D1">Carbon</DescriptorName></MeshHeading></MeshHeadingList>
</MedlineCitation></PubmedArticle>
<DeleteCitation><PMID Version="1">31393840</PMID></DeleteCitation>
</PubmedArticleSet>
`,
  `{"messages":[{"status":"ok","cursor":0,"count":2,"total":"2"}],
"collection":[{"title":"A Study","authors":"Erdős, P.; Lovelace, A. K.","doi":"10.1101/2024.01.16.575895","date":"2024-01-20","version":"2","category":"cancer biology","abstract":"We study \\"titles\\".","published":"NA","server":"bioRxiv"},
{"title":"Another","authors":"Doe, J.","doi":"10.1101/2024.01.16.575896","date":"2024-01-21","version":"1","category":"botany","abstract":"\\u00e9","published":"NA","server":"medRxiv"}]}
`,
  `[{"paper_id":"arxiv:2401.00001","source":"arxiv","title":"One","abstract":"x","authors":["Ada Example"],"categories":["cs.DL"],"published_date":"2024-01-01","updated_at":"2024-01-02T10:00:00Z"},
{"paper_id":"arxiv:2401.00002","source":"arxiv","title":"Two \\ud83d\\ude00","updated_at":"2024-01-02T10:00:00Z"},
{"paper_id":"pubmed:1","title":"Three"}]
`,
  `{"paper_id":"arxiv:2401.00001","source":"arxiv","title":"One","authors":["Ada Example"],"updated_at":"2024-01-02T10:00:00Z"}
{"paper_id":"arxiv:2401.00002","source":"arxiv","title":"Two"}
{"paper_id":"arxiv:2401.00001","source":"arxiv","title":"One again","updated_at":"2024-01-03T10:00:00Z"}
`,
  lines(arxivSnapshot(), arxivSnapshot({ id: "hep-th/9901001" }), arxivSnapshot({ id: "none" })),
  lines(openalexWork(), openalexWork({ id: "https://openalex.org/W2" })),
  openalexPage(openalexWork(), openalexWork({ id: "https://openalex.org/W2" })),
  lines(s2Paper(), s2Paper({ corpusid: 2, updated: "2024-01-02T10:00:00Z" })),
  lines(crossrefWork(), crossrefWork({ DOI: "10.1000/2" })),
  crossrefPage(crossrefWork(), crossrefWork({ DOI: "10.1000/2" })),
  crossrefDataFile(crossrefWork(), crossrefWork({ DOI: "10.1000/2" })),
  crossrefAnswer(crossrefWork()),
  europepmcPage(europepmcLite(), europepmcRecord({ id: "2" })),
  lines(europepmcRecord(), europepmcLite({ id: "3" })),
  lines(dataciteDoi(), dataciteDoi({ doi: "10.5072/2" })),
  datacitePage(dataciteDoi(), dataciteDoi({ doi: "10.5072/2" })),
  doajDump(doajArticle(), doajArticle({ month: "March" })),
  doajPage(doajArticle()),
  doajOaiAnswer(doajOaiRecord(), doajOaiRecord({ status: ' status="deleted"', metadata: "" })),
  dblpDump(
    dblpRecord(),
    dblpPerson(),
    dblpRecord({ attributes: 'key="conf/loom/2"', element: "inproceedings" }),
  ),
  pmcArticleSet(
    jatsArticle(),
    '<Reply Id="9" error="none"/>',
    jatsArticle({ ids: '<article-id pub-id-type="pmc">2</article-id>' }),
  ),
  pmcOaiAnswer(pmcOaiRecord(jatsArticle()), pmcOaiRecord("", { status: ' status="deleted"' })),
  jatsArticle({ ids: '<article-id pub-id-type="doi">10.5072/3</article-id>' }),
  tarOf({
    "dois/part_0000.jsonl": lines(dataciteDoi(), dataciteDoi({ doi: "10.5072/2" })),
    MANIFEST: "dois/part_0000.jsonl",
    "titles.csv": "title,year",
    "articles.json": doajDump(doajArticle()),
  }).toString("latin1"),
] as const;
