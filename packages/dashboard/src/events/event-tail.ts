import type { EventLine } from "../api/events-answers.ts";
import type { DashboardContext } from "../dashboard-context.ts";
import { eventLine } from "./event-line.ts";

/** Selects the events that a reader of the tail asks for. */
interface TailRead {
  /** The number of the last event that the reader has. */
  readonly after: number;
  readonly limit: number;
  readonly matches: (line: EventLine) => boolean;
}

interface TailAnswer {
  readonly state: "opening" | "listening" | "problem";
  readonly problem: string | null;
  readonly lines: readonly EventLine[];
  /** The next read begins after this number. */
  readonly next: number;
  /** The number of events that were dropped before this reader asked for them. */
  readonly missed: number;
}

/** The newest events of the bus, for all pages that show them. */
export interface EventTail {
  /** Returns the events that came, and keeps listening for a while. */
  read(wanted: TailRead): TailAnswer;
  /** Returns a whole event. `came` is false if no event has this number yet, and `json` is undefined if it is not kept any more. */
  event(number: number): { readonly came: boolean; readonly json: string | undefined };
  /** Ends the subscription and waits until it is removed. @throws if it cannot be removed */
  stop(): Promise<void>;
}

export interface TailTimes {
  /** A subscription is removed if nobody has read for this time. */
  readonly idleMs?: number;
  /** After a problem, a subscription is opened again after this time. */
  readonly againMs?: number;
}

/** Older events are dropped. An event may have 256 KB, so their bytes are limited too. */
const EVENTS_KEPT = 2_000;
const CHARACTERS_KEPT = 16_000_000;

/**
 * Returns a closed tail. The first read opens one subscription, which all readers share. It is removed when nobody has read for
 * half a minute.
 */
export function eventTail(
  { listen, errorText, now }: Pick<DashboardContext, "listen" | "errorText" | "now">,
  { idleMs = 30_000, againMs = 5_000 }: TailTimes = {},
): EventTail {
  const kept = new Map<number, { readonly line: EventLine; readonly json: string }>();
  let characters = 0;
  let last = 0;
  let session = 0;
  let open:
    | { readonly stopping: AbortController; readonly ended: Promise<void>; isListening: boolean }
    | undefined;
  let problem: string | null = null;
  let failedAtMs = Number.NEGATIVE_INFINITY;
  let idle: NodeJS.Timeout | undefined;

  function hear(json: string): void {
    last += 1;
    kept.set(last, { line: eventLine(json, { number: last, session, heardAt: now() }), json });
    characters += json.length;
    for (const [number, { json: oldest }] of kept) {
      if (kept.size <= EVENTS_KEPT && characters <= CHARACTERS_KEPT) return;
      kept.delete(number);
      characters -= oldest.length;
    }
  }

  function openIfNeeded(): void {
    if (open || now().getTime() - failedAtMs < againMs) return;
    session += 1;
    const stopping = new AbortController();
    const opened = { stopping, isListening: false, ended: Promise.resolve() };
    const listening = listen(
      {
        opened() {
          opened.isListening = true;
          problem = null;
        },
        event: hear,
      },
      stopping.signal,
    );
    opened.ended = listening
      .catch((error: unknown) => {
        problem = errorText(error);
        failedAtMs = now().getTime();
      })
      .finally(() => {
        if (open === opened) open = undefined;
      });
    open = opened;
  }

  function close(): void {
    if (!open) return;
    open.isListening = false;
    open.stopping.abort();
  }

  function closeWhenIdle(): void {
    clearTimeout(idle);
    idle = setTimeout(close, idleMs);
    idle.unref();
  }

  function missedAfter(after: number): number {
    const [oldest = last + 1] = kept.keys();
    return Math.max(0, oldest - 1 - after);
  }

  return {
    read({ after, limit, matches }) {
      openIfNeeded();
      closeWhenIdle();
      // This number comes from an earlier start of the dashboard.
      const from = after > last ? 0 : after;
      const lines: EventLine[] = [];
      let next = last;
      for (const [number, { line }] of kept) {
        if (number <= from || !matches(line)) continue;
        if (lines.length === limit) break;
        lines.push(line);
        next = lines.length === limit ? number : last;
      }
      return {
        state: problem !== null ? "problem" : open?.isListening ? "listening" : "opening",
        problem,
        lines,
        next,
        missed: missedAfter(from),
      };
    },
    event: (number) => ({ came: number <= last, json: kept.get(number)?.json }),
    async stop() {
      clearTimeout(idle);
      const ending = open;
      close();
      await ending?.ended;
      if (ending && problem !== null) throw new Error(problem);
    },
  };
}
