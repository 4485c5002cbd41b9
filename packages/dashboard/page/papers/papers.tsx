import { EmptyState } from "../pieces/empty-state.tsx";
import { route } from "../shell/route.ts";
import { FindPaper } from "./find-paper.tsx";
import { Paper } from "./paper.tsx";
import { PapersOfRun } from "./papers-of-run.tsx";
import "./papers.css";

/** Shows a paper by its id, or the papers that a run wrote. */
export function Papers() {
  const { paper, of } = route.value.params;
  return (
    <div class="papers">
      <header class="bar">
        <h1>Papers</h1>
        <FindPaper key={paper ?? of ?? ""} shown={paper ?? of ?? ""} />
      </header>
      {paper !== undefined && <Paper key={paper} id={paper} />}
      {paper === undefined && of !== undefined && <PapersOfRun key={of} run={of} />}
      {paper === undefined && of === undefined && (
        <EmptyState title="Give the id of a paper, or a run">
          The papers table is read by id alone, so there is no list of all papers and no search by title. Give
          an id such as arxiv:2401.90001, or the ULID of a run for the papers that it wrote.
        </EmptyState>
      )}
    </div>
  );
}
