/** The limits of the waits between tries. */
export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * Returns the wait before a retry: a random time between 0 and a cap that doubles with each retry ("full jitter"). The randomness
 * prevents clients that collided from colliding again.
 *
 * @param attempt the number of the retry, from 1
 * @example
 * await wait(backoffMs(attempt, { baseMs: 50, capMs: 2_000 })); // up to 50 ms, then up to 100 ms, then up to 200 ms, ...
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(attempt: number, { baseMs, capMs }: Backoff, random = Math.random): number {
  return random() * Math.min(capMs, baseMs * 2 ** (attempt - 1));
}
