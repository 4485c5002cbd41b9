import type { ErrorAnswer } from "../../src/api/answers.ts";

/** The server did not answer, or answered with an error. The message is for people. */
export class AnswerError extends Error {
  override readonly name = "AnswerError";
}

/** Returns why a question has no answer, for people. */
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

async function answerTo<Answer>(path: string, request: RequestInit): Promise<Answer> {
  const response = await fetch(path, request).catch((cause: unknown) => {
    if (request.signal?.aborted) throw cause;
    throw new AnswerError("The dashboard does not answer. Does its command still run in the terminal?", {
      cause,
    });
  });
  if (response.ok) {
    const answer: Answer = await response.json();
    return answer;
  }
  const refusal: ErrorAnswer | undefined = await response.json().catch(() => undefined);
  throw new AnswerError(refusal?.error.message ?? `The dashboard answered ${response.status}.`);
}
