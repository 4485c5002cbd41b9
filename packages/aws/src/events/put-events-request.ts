import { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { stringifyBody } from "../clients/json-body.ts";
import type { EventEntry } from "./event-entry.ts";

/** Returns the request that puts events on a bus, whose body {@link stringifyBody} writes. */
export function putEventsRequest(entries: readonly EventEntry[]): PutEventsCommand {
  const command = new PutEventsCommand({ Entries: [...entries] });
  stringifyBody(command, { Entries: [] }, ({ Entries = [] }) => ({
    Entries: Entries.map((entry) => ({ ...entry, Time: entry.Time && entry.Time.getTime() / 1000 })),
  }));
  return command;
}
