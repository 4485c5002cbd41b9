import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { signal } from "@preact/signals";
import { type AddressFault, readAddress } from "./parameters.ts";
import type { View } from "./views.ts";

/** The state of the page. The URL holds all of it, so that an address shows the same to everybody. */
export interface Route {
  readonly view: View;
  /** The parameters of the view, such as `status` or `run`. */
  readonly params: Readonly<Record<string, string>>;
}

/** The route in the address bar, without the parameters that cannot be used. {@link go} and the browser's own buttons change it. */
export const route = signal<Route>({ view: "runs", params: {} });

/** The parameters in the address bar that cannot be used. */
export const addressFaults = signal<readonly AddressFault[]>([]);

/** The parameters that name the range of the runs shown last. They are kept while another view is shown. */
export const runsRange = signal<Readonly<Record<string, string>>>({});

function readRoute(): void {
  const { faults, ...read } = readAddress(
    Object.fromEntries(new URLSearchParams(location.search)),
    new Date(),
  );
  route.value = read;
  if (read.view === "runs") runsRange.value = rangeParams(read.params);
  addressFaults.value = faults;
}

function rangeParams({ range, from, to }: Route["params"]): Route["params"] {
  return { ...(range && { range }), ...(from && { from }), ...(to && { to }) };
}

readRoute();
addEventListener("popstate", readRoute);

/** Returns the address of a route. */
export function addressOf({ view, params }: Route): string {
  const search = new URLSearchParams({ ...(view !== "runs" && { view }), ...params }).toString();
  return search === "" ? "/" : `/?${search}`;
}

/** Shows another route. The browser's back button leads back, unless `replace` is given. */
export function go(to: Route, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (replace) history.replaceState(null, "", addressOf(to));
  else history.pushState(null, "", addressOf(to));
  readRoute();
}

/** Removes the parameters that cannot be used from the address bar. */
export const dropFaults = (): void => go(route.peek(), { replace: true });

/** Changes parameters of the current view. An undefined one is removed. */
export function change(
  changes: Readonly<Record<string, string | undefined>>,
  options?: { readonly replace?: boolean },
): void {
  const params = Object.fromEntries(
    Object.entries({ ...route.value.params, ...changes }).flatMap(([name, value]) =>
      value === undefined || value === "" ? [] : [[name, value]],
    ),
  );
  go({ view: route.value.view, params }, options);
}

/** Returns the route of a run, which opens beside the current view. @param traceId its trace id, or its ULID */
export function runRoute(traceId: string): Route {
  const { batches: _, rejects: __, texts: ___, ...params } = route.value.params;
  return { view: route.value.view, params: { ...params, run: ulidOf(traceId) } };
}

/** Returns the id of the link in the list that opens a run. */
export const openId = (run: string): string => `open-${ulidOf(run)}`;

/** Returns the route of a paper. */
export const paperRoute = (paperId: string): Route => ({ view: "papers", params: { paper: paperId } });

/** Returns the route of the papers that a run wrote. @param run its trace id, or its ULID */
export const papersOfRunRoute = (run: string): Route => ({
  view: "papers",
  params: { of: ulidOf(run).toUpperCase() },
});
