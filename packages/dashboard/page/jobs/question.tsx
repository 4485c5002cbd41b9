import { useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "../pieces/button.tsx";

/** A question that is asked before work on many things begins. */
export interface Question {
  /** The action and the number of things, such as `Redrive 12 runs?` */
  readonly title: string;
  /** The effect of the work. */
  readonly effect: string;
}

/** Asks over the page. Enter says yes, Escape says no, and the focus goes back to where it was. */
export function QuestionDialog({
  question: { title, effect },
  yes,
  onYes,
  onNo,
}: {
  readonly question: Question;
  /** The label of the button that says yes. */
  readonly yes: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Opened with the same drawing: a key that is pressed at once answers the question.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>(".main")?.focus();
    // The browser gives the focus back to where it was.
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="question"
      aria-labelledby="question-title"
      onCancel={(event) => {
        event.preventDefault();
        onNo();
      }}
      // Escape closes the question alone, and not the run below it.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <h2 id="question-title">{title}</h2>
      <p>{effect}</p>
      <p class="question-answers">
        <Button kind="main" onClick={onYes}>
          {yes}
        </Button>
        <Button onClick={onNo}>Cancel</Button>
      </p>
    </dialog>
  );
}
