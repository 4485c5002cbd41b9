import type { ErrorAnswer } from "../../src/api/answers.ts";
import { place } from "./place.ts";

/** The server did not answer, or answered with an error. The message is for people. */
class AnswerError extends Error {
  override readonly name = "AnswerError";
  /** The status of the answer. Undefined if there was none. */
  readonly status: number | undefined;

  constructor(
    message: string,
    { status, cause }: { readonly status?: number; readonly cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.status = status;
  }
}

/** Why a question has no answer. */
export interface Problem {
  /** For people. */
  readonly message: string;
  /**
   * `away`: the same question may get an answer later. `absent`: the thing does not exist. `wrong`: the question is not valid, such
   * as one with a malformed id. `refused`: it is not allowed. Asking again helps only after `away`.
   */
  readonly kind: "away" | "absent" | "wrong" | "refused";
}

/** Returns why a question has no answer. */
export const problemOf = (error: unknown): Problem => ({
  message: problemText(error),
  kind: error instanceof AnswerError ? kindOf(error.status) : "away",
});

/** Statuses below 500 after which asking again helps: timeouts, and too many requests. */
const LATER: readonly number[] = [408, 425, 429];

function kindOf(status: number | undefined): Problem["kind"] {
  if (status === undefined || status >= 500 || LATER.includes(status)) return "away";
  if (status === 404) return "absent";
  return status === 400 ? "wrong" : "refused";
}

/** Tells whether the problem is that nothing has the requested name. */
export const isNothing = (problem: Problem | undefined): boolean =>
  problem?.kind === "absent" || problem?.kind === "wrong";

/** Returns why a question has no answer, as text for people. */
export const problemText = (error: unknown): string =>
  error instanceof AnswerError ? error.message : String(error);

const token = document.querySelector<HTMLMetaElement>('meta[name="paperledger-token"]')?.content ?? "";

/** Asks the server. @throws AnswerError */
export const ask = <Answer>(path: string, signal?: AbortSignal): Promise<Answer> =>
  answerTo<Answer>(path, signal ? { signal } : {});

/** Asks the server to do something. @throws AnswerError */
export const post = <Answer>(path: string, body: object = {}): Promise<Answer> =>
  answerTo<Answer>(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-paperledger-token": token },
    body: JSON.stringify(body),
  });

/** Says how the dashboard is started again. */
function stoppedText(): string {
  const command = ["./paperledger dashboard", place.peek()?.options].filter(Boolean).join(" ");
  return `The dashboard was stopped, or its terminal was closed. Start it again: ${command} (or npm start, if that served this page). Then reload this page.`;
}

async function answerTo<Answer>(path: string, request: RequestInit): Promise<Answer> {
  const response = await fetch(path, request).catch((cause: unknown) => {
    if (request.signal?.aborted) throw cause;
    throw new AnswerError(stoppedText(), { cause });
  });
  const { ok, status } = response;
  if (ok) {
    const answer: Answer = await response.json();
    return answer;
  }
  const refusal: ErrorAnswer | undefined = await response.json().catch(() => undefined);
  throw new AnswerError(refusal?.error.message ?? `The dashboard answered ${status}.`, { status });
}
