import {
  type PaperText,
  paperIdSchema,
  type TextVersion,
  timestamp,
  type VersionSource,
  type WithdrawalVersion,
} from "./paper.ts";
import { tieOf } from "./tie.ts";

const SOURCE: VersionSource = {
  trace_id: "batch-20240102-01HK4WQN000000000000000000",
  batch_timestamp: timestamp(new Date("2024-01-02T00:00:00Z")),
  record_number: 1,
};

/** Returns a version of a paper, for tests. The default is `arxiv:2401.00001` of 2024. */
export function paperVersion({
  id = "arxiv:2401.00001",
  updatedAt = "2024-01-01T00:00:00Z",
  trace_id = SOURCE.trace_id,
  batch_timestamp = SOURCE.batch_timestamp,
  record_number = SOURCE.record_number,
  ...others
}: Partial<PaperText & VersionSource> & {
  readonly id?: string;
  readonly updatedAt?: string;
} = {}): TextVersion {
  const text: PaperText = {
    paper_id: paperIdSchema.parse(id),
    source: "arxiv",
    title: "On 'quotes', \"double\" ones, and a ?",
    abstract: "",
    authors: [],
    published_date: null,
    categories: ["cs.DL", "math.ÅÄÖ"],
    updated_at: timestamp(new Date(updatedAt)),
    rank: 50,
    ...others,
  };
  return { kind: "text", ...text, trace_id, batch_timestamp, record_number, tie: tieOf(text, 1) };
}

/** Returns the withdrawal of a paper, for tests. */
export const withdrawalVersion = ({
  id = "arxiv:2401.00001",
  withdrawnAt = "2024-02-01T00:00:00Z",
  ...others
}: Partial<VersionSource> & {
  readonly id?: string;
  readonly withdrawnAt?: string;
} = {}): WithdrawalVersion => ({
  kind: "withdrawal",
  paper_id: paperIdSchema.parse(id),
  source: "arxiv",
  withdrawn_at: timestamp(new Date(withdrawnAt)),
  raw_xml: "<gone/>",
  ...SOURCE,
  trace_id: "withdrawing-run",
  record_number: 9,
  ...others,
});
