import type { WrittenPaper } from "@paperledger/core/papers/papers-of-run";
import { countOf, countText } from "@paperledger/core/text/quantities";
import { shellWord } from "@paperledger/core/text/shell-word";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { PapersOfRunAnswer } from "../../src/api/papers-answers.ts";
import { Absent } from "../pieces/absent.tsx";
import { Button } from "../pieces/button.tsx";
import { CopyCommand } from "../pieces/copy-command.tsx";
import { type Column, DataTable } from "../pieces/data-table.tsx";
import { EmptyState, Loading } from "../pieces/empty-state.tsx";
import { Notes } from "../pieces/notes.tsx";
import { OutsideText } from "../pieces/outside-text.tsx";
import { isNothing } from "../server/ask.ts";
import { usePages } from "../server/pages.ts";
import { Link } from "../shell/link.tsx";
import { ProblemBanner } from "../shell/problem-banner.tsx";
import { paperRoute, runRoute } from "../shell/route.ts";

/** Lists the papers that a run wrote, in the order of its batches, and whether each version is still the current one. */
export function PapersOfRun({ run }: { readonly run: string }) {
  const { answers, next, more, isReading, problem } = usePages<PapersOfRunAnswer, number>(
    (after) =>
      `/api/papers/of-run?${new URLSearchParams({ run, ...(after >= 0 && { after: String(after) }) })}`,
    (answer) => answer.next,
    FROM_THE_START,
  );
  const rows = answers.flatMap(({ papers }) => papers).map((paper, nth) => ({ ...paper, nth }));
  const last = answers.at(-1);
  return (
    <section aria-labelledby="of-run-title">
      <header class="bar">
        <h2 id="of-run-title">
          Papers that run{" "}
          <Link to={runRoute(run)} class="ulid">
            {run}
          </Link>{" "}
          wrote
        </h2>
        <CopyCommand command={`papers --trace ${shellWord(run)}`} />
      </header>
      {isNothing(problem) ? (
        <Absent>
          There is no run <OutsideText text={run} class="wrapped" />. Give the ULID of a run: the list of runs
          and each of its panels show it.
        </Absent>
      ) : (
        <ProblemBanner problem={problem} again={more} />
      )}
      <Notes
        title="Papers that cannot be read are left out"
        notes={answers.flatMap(({ unreadable }) => unreadable)}
      />
      {last === undefined && isReading && <Loading what="the papers" />}
      {rows.length > 0 && (
        <DataTable
          caption="Papers of the run"
          columns={COLUMNS}
          rows={rows}
          keyOf={({ nth }) => String(nth)}
        />
      )}
      {last && rows.length === 0 && next === null && (
        <EmptyState title="The run wrote no paper">Its records were known already, or rejected.</EmptyState>
      )}
      {last && (
        <p class="dim">
          {countOf(rows.length, "paper")} shown.{" "}
          {next === null && !last.has_ended && "The run has not ended: its later batches are not listed."}
        </p>
      )}
      {last && next !== null && (
        <Button onClick={more} disabled={isReading}>
          More
        </Button>
      )}
    </section>
  );
}

/** Before the first event, whose `seq` is 0. */
const FROM_THE_START = -1;

type Row = WrittenPaper & { readonly nth: number };

const COLUMNS: readonly Column<Row>[] = [
  {
    heading: "Paper",
    cell: ({ paper_id }) => (
      <Link to={paperRoute(paper_id)}>
        <OutsideText text={paper_id} />
      </Link>
    ),
  },
  { heading: "Now", cell: stateText },
];

function stateText(paper: Row) {
  switch (paper.state) {
    case "current":
      return paper.processing_status === "ingested" ? "still this version" : paper.processing_status;
    case "gone":
      return <span class="dim">no longer in the table</span>;
    case "replaced":
      return (
        <>
          replaced by record {countText(paper.by.record_number)} of{" "}
          <Link to={runRoute(paper.by.trace_id)} class="ulid">
            {ulidOf(paper.by.trace_id)}
          </Link>
        </>
      );
  }
}
