import { type Clients, clientsFor, destroyClients, type Endpoints } from "./clients.ts";
import { runningOn } from "./data-folder.ts";

/** AWS on a laptop that another process runs. */
export interface LocalAwsConnection {
  readonly pid: number;
  readonly endpoints: Endpoints;
  readonly clients: Clients;
  /** Closes the clients' sockets. */
  close(): void;
}

/** Connects to what runs on a data folder; undefined where nothing does. */
export function connectToLocalAws(dataDir: string): LocalAwsConnection | undefined {
  const announcement = runningOn(dataDir);
  if (!announcement) return undefined;
  const clients = clientsFor(announcement.endpoints);
  return { ...announcement, clients, close: () => destroyClients(clients) };
}
