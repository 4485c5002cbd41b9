/** An error of Node about an address where nothing listens. */
interface RefusedConnection {
  readonly address: string;
  readonly port: number;
}

/**
 * Says where nothing answers, if an error is about that, and which variable of the environment leads there. Returns undefined for other
 * errors.
 *
 * @see https://nodejs.org/api/errors.html#common-system-errors
 */
export function refusedConnectionText(
  error: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const refused = refusedConnection(error);
  if (!refused) return undefined;
  const place = `${refused.address}:${refused.port}`;
  const variables = Object.entries(environment).flatMap(([name, value]) =>
    name.startsWith("AWS_ENDPOINT_URL") && value !== undefined && portOf(value) === refused.port
      ? [name]
      : [],
  );
  if (variables.length === 0)
    return `nothing answers at ${place}: what ran there has stopped. Start it again, and repeat the command`;
  return `nothing answers at ${place}, where ${variables.join(", ")} leads: start what ran there, or unset the variable`;
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
