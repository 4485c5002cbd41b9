import { shellWord } from "@paperledger/core/text/shell-word";
import type { ComponentChildren } from "preact";
import type { PaperAnswer } from "../../src/api/papers-answers.ts";
import { Absent } from "../pieces/absent.tsx";
import { CopyCommand } from "../pieces/copy-command.tsx";
import { Loading } from "../pieces/empty-state.tsx";
import { Moment, SourceTime } from "../pieces/moment.tsx";
import { OutsideText } from "../pieces/outside-text.tsx";
import { isNothing } from "../server/ask.ts";
import { usePolled } from "../server/polled.ts";
import { ProblemBanner } from "../shell/problem-banner.tsx";
import { SourceText } from "./source-text.tsx";
import { Versions } from "./versions.tsx";

const EVERY_MS = 60_000;

/** Shows a whole paper: its fields, its versions with the runs that wrote them, and its source text. */
export function Paper({ id }: { readonly id: string }) {
  const path = `/api/papers/paper?${new URLSearchParams({ id })}`;
  const { answer, problem } = usePolled<PaperAnswer>(path, () => EVERY_MS).value;
  return (
    <article class="paper">
      {isNothing(problem) ? <NoPaper id={id} /> : <ProblemBanner problem={problem} />}
      {answer === undefined ? (
        problem === undefined && <Loading what="the paper" />
      ) : (
        <PaperShown answer={answer} />
      )}
    </article>
  );
}

const NoPaper = ({ id }: { readonly id: string }) => (
  <Absent>
    There is no paper <OutsideText text={id} class="wrapped" />. A paper is found by its id with the source
    before it, such as arxiv:2401.90001, by its arXiv number, or by its DOI.
  </Absent>
);

function PaperShown({ answer }: { readonly answer: PaperAnswer }) {
  const { paper, is_withdrawal_alone, source_text } = answer;
  return (
    <>
      <header class="paper-head">
        <h2>
          {paper.title === "" ? (
            <span class="dim">no title</span>
          ) : (
            <OutsideText text={paper.title} class="wrapped" />
          )}
        </h2>
        <p class="paper-line">
          <OutsideText text={paper.paper_id} class="wrapped" />
          <span class={`paper-status ${paper.processing_status}`}>{paper.processing_status}</span>
          <CopyCommand command={`papers ${shellWord(paper.paper_id)}`} />
        </p>
      </header>
      {paper.processing_status === "withdrawn" && <Withdrawn paper={paper} isAlone={is_withdrawal_alone} />}
      {paper.abstract !== "" && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard has to reach what scrolls
        <section class="abstract" tabIndex={0} aria-label="Abstract">
          <OutsideText text={paper.abstract} class="wrapped" />
        </section>
      )}
      <dl class="fields">
        <Field name="Authors">
          <Texts texts={paper.authors} />
        </Field>
        <Field name="Categories">
          <Texts texts={paper.categories} />
        </Field>
        <Field name="DOI">
          {paper.doi === undefined ? <None /> : <OutsideText text={paper.doi} class="wrapped" />}
        </Field>
        <Field name="Published">{paper.published_date ?? <None />}</Field>
        <Field name="Source">{paper.source}</Field>
        <Field name="This version is of">
          {is_withdrawal_alone ? (
            <span class="dim">no text is known</span>
          ) : (
            <SourceTime at={paper.updated_at} />
          )}
        </Field>
        <Field name="First stored">
          <Moment at={paper.created_at} />
        </Field>
        <Field name="Batch file of">
          <Moment at={paper.batch_timestamp} />
        </Field>
      </dl>
      <Versions id={paper.paper_id} stored={paper} />
      <SourceText id={paper.paper_id} text={source_text} />
    </>
  );
}

function Withdrawn({ paper, isAlone }: { readonly paper: PaperAnswer["paper"]; readonly isAlone: boolean }) {
  return (
    <p class="withdrawn-note">
      The source withdrew this paper at <SourceTime at={paper.withdrawn_at ?? null} />.{" "}
      {isAlone
        ? "Only the withdrawal is known: no text of the paper came."
        : "The text below is the newest that came before that."}
    </p>
  );
}

function Field({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

const None = () => <span class="dim">–</span>;

/** Lists texts from outside. A long list shows its beginning until somebody opens it. */
function Texts({ texts }: { readonly texts: readonly string[] }) {
  const SHOWN = 20;
  if (texts.length === 0) return <None />;
  const list = (some: readonly string[]) => (
    <ul class="texts">
      {some.map((text, nth) => (
        <li key={nth}>
          <OutsideText text={text} class="wrapped" />
        </li>
      ))}
    </ul>
  );
  if (texts.length <= SHOWN) return list(texts);
  return (
    <>
      {list(texts.slice(0, SHOWN))}
      <details>
        <summary>{texts.length - SHOWN} more</summary>
        {list(texts.slice(SHOWN))}
      </details>
    </>
  );
}
