import { type Clients, clientsFor, destroyClients, type Endpoints } from "./clients.ts";
import { runningOn } from "./data-folder.ts";

/** A connection to the local AWS that another process runs. */
export interface LocalAwsConnection {
  readonly pid: number;
  readonly endpoints: Endpoints;
  readonly clients: Clients;
  /** Closes the clients' sockets. */
  close(): void;
}

/** Connects to the local AWS that runs on a data folder. Returns undefined if none runs. */
export function connectToLocalAws(dataDir: string): LocalAwsConnection | undefined {
  const announcement = runningOn(dataDir);
  if (!announcement) return undefined;
  const clients = clientsFor(announcement.endpoints);
  return { ...announcement, clients, close: () => destroyClients(clients) };
}
