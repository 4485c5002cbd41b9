import { countText } from "@paperledger/core/text/quantities";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { VersionOrigin } from "@paperledger/events/run-event";
import type { PaperVersionLine, VersionsAnswer } from "../../src/api/papers-answers.ts";
import { Button } from "../pieces/button.tsx";
import { type Column, DataTable } from "../pieces/data-table.tsx";
import { Loading } from "../pieces/empty-state.tsx";
import { Moment } from "../pieces/moment.tsx";
import { Notes } from "../pieces/notes.tsx";
import { FileName } from "../pieces/outside-text.tsx";
import { usePages } from "../server/pages.ts";
import { Link } from "../shell/link.tsx";
import { ProblemBanner } from "../shell/problem-banner.tsx";
import { runRoute } from "../shell/route.ts";

/** Lists the known versions of a paper, newest first, each with the run that wrote it. */
export function Versions({ id, stored }: { readonly id: string; readonly stored: VersionOrigin }) {
  const { trace_id, record_number } = stored;
  const { answers, next, more, isReading, problem } = usePages<VersionsAnswer, VersionOrigin>(
    (from) =>
      `/api/papers/versions?${new URLSearchParams({ id, trace_id: from.trace_id, record_number: String(from.record_number) })}`,
    ({ next }) => next,
    { trace_id, record_number },
  );
  const versions = answers.flatMap((answer) => answer.versions);
  return (
    <section class="versions" aria-labelledby="versions-title">
      <h2 id="versions-title">Versions, newest first</h2>
      <ProblemBanner problem={problem} again={more} />
      <Notes
        title="Versions that cannot be read are left out"
        notes={answers.flatMap(({ unreadable }) => unreadable)}
      />
      {versions.length === 0 ? (
        isReading && <Loading what="the versions" />
      ) : (
        <DataTable caption="Versions" columns={columns(versions[0])} rows={versions} keyOf={keyOf} />
      )}
      {next !== null && versions.length > 0 && (
        <Button onClick={more} disabled={isReading}>
          Earlier versions
        </Button>
      )}
    </section>
  );
}

const keyOf = ({ trace_id, record_number }: VersionOrigin) => `${trace_id} ${record_number}`;

const columns = (stored: PaperVersionLine | undefined): readonly Column<PaperVersionLine>[] => [
  {
    heading: "Written",
    cell: (version) =>
      version.batch ? (
        <Moment at={version.batch.occurred_at} />
      ) : (
        <span class="dim" title={version === stored ? STORED_BUT_NOT_LOGGED : NOT_LOGGED}>
          {version === stored ? "not logged yet" : "not in the log"}
        </span>
      ),
  },
  {
    heading: "Run",
    cell: ({ trace_id }) => (
      <Link to={runRoute(trace_id)} class="ulid">
        {ulidOf(trace_id)}
      </Link>
    ),
  },
  { heading: "Batch", kind: "number", cell: ({ batch }) => (batch ? countText(batch.seq) : "–") },
  { heading: "Record", kind: "number", cell: ({ record_number }) => countText(record_number) },
  { heading: "File", cell: ({ key }) => <FileName s3Key={key} /> },
];

const STORED_BUT_NOT_LOGGED =
  "No event of that run names this version. Its attempt has not logged the batch yet, or ended before it could.";
const NOT_LOGGED =
  "No event of that run names this version. Its attempt ended before it could log the batch, and another run replaced the version. So earlier versions are not known.";
