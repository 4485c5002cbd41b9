import { redriveToFunction } from "@paperledger/aws/redrives/redrive-dead-letters";
import { countOf, countText } from "@paperledger/core/text/quantities";
import * as z from "zod";
import { type ExitCode, refuseIfStopped } from "../command-error.ts";
import type { Deployment } from "../deployments/open-deployment.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { codeOfRedriven } from "./code-of-redriven.ts";

const answerSchema = z.object({ papers: z.int(), vectors: z.int(), forgotten: z.int() });

/** `redrive --subscriber`: gives the sample subscriber its dead letters again, one by one, and reports the outcome of each. */
export async function redriveSubscriber(
  deployment: Pick<Deployment, "clients" | "undeliveredEvents" | "vectorizer">,
  { json, stop }: { readonly json: boolean; readonly stop: AbortSignal },
  { print, printJson, printError }: Terminal,
): Promise<ExitCode> {
  const { sqs, lambda } = deployment.clients;
  const counts = { handled: 0, failed: 0, unreadable: 0 };
  const queue = await deployment.undeliveredEvents();
  const letters = redriveToFunction({ sqs, queue, lambda, functionName: deployment.vectorizer, stop });
  for await (const letter of letters) {
    counts[letter.kind] += 1;
    if (json) {
      const { kind: outcome, ...told } = letter;
      printJson({ type: "redriven-event", outcome, ...told });
    } else if (letter.kind === "handled")
      print(`${escapeForTerminal(letter.event_id)}: handled. ${answerText(letter.answer)}`);
    else if (letter.kind === "failed")
      printError(
        `${escapeForTerminal(letter.event_id)}: failed again, and stays in the queue: ${escapeForTerminal(letter.problem)}`,
      );
    else printError(`message ${escapeForTerminal(letter.message_id)} holds no event, and stays in the queue`);
  }
  if (counts.handled + counts.failed + counts.unreadable === 0) refuseIfStopped(stop);
  if (json) printJson({ type: "redriven-events", ...counts });
  else
    print(
      `${countOf(counts.handled, "event")} handled, ${countText(counts.failed)} failed again, ${countOf(counts.unreadable, "message")} without an event.`,
    );
  return codeOfRedriven(counts.failed + counts.unreadable === 0, stop, printError);
}

function answerText(answer: unknown): string {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) return "";
  const { papers, vectors, forgotten } = parsed.data;
  return `${countOf(papers, "paper")}, ${countOf(vectors, "new vector")}, ${countText(forgotten)} forgotten`;
}
