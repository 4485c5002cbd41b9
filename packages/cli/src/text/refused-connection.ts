/** An error of Node about an address on which nothing listens. */
interface RefusedConnection {
  readonly address: string;
  readonly port: number;
}

/**
 * Returns a text for an error about an address on which nothing listens. It names the address and the environment variable that
 * holds it. Returns undefined for other errors.
 *
 * @param endpoints addresses by the names of their variables
 *
 * @see https://nodejs.org/api/errors.html#common-system-errors
 */
export function refusedConnectionText(
  error: unknown,
  endpoints: Readonly<Record<string, string>>,
): string | undefined {
  const refused = refusedConnection(error);
  if (!refused) return undefined;
  const place = `${refused.address}:${refused.port}`;
  const variables = Object.keys(endpoints).filter((name) => portOf(endpoints[name] ?? "") === refused.port);
  if (variables.length === 0)
    return `nothing answers at ${place}: the service there has stopped. Start it again, and repeat the command`;
  return `nothing answers at ${place}, the address in ${variables.join(", ")}: start the service there, or unset the variable`;
}

function refusedConnection(error: unknown): RefusedConnection | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && error.code === "ECONNREFUSED" && "address" in error && "port" in error)
    return { address: String(error.address), port: Number(error.port) };
  const inner: readonly unknown[] = error instanceof AggregateError ? error.errors : [error.cause];
  return inner.map(refusedConnection).find((found) => found !== undefined);
}

const portOf = (url: string): number | undefined =>
  URL.canParse(url) ? Number(new URL(url).port) : undefined;
