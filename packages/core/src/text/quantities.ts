/** A number from this size on is shown without decimals. For the largest numbers, `toFixed` and a text with an exponent do not work. */
const ALL_WHOLE_FROM = 1e15;

/** JavaScript writes a number below this size with an exponent. It is shown as 0. */
const TINY_BELOW = 1e-6;

/**
 * Returns a number with at most this many decimals, and with a comma between thousands. Returns `-` for a number that is not finite.
 * Node's `Intl.NumberFormat` prints the same, but takes some 10 ms to load, which is much of the time of a short command. `toFixed` alone
 * rounds the binary number: 1.005 would become 1.
 */
function decimal(value: number, digits: 0 | 1 | 2): string {
  if (!Number.isFinite(value)) return "-";
  const [whole = "", fraction = ""] = absoluteText(Math.abs(value), digits).split(".");
  const decimals = fraction.replace(/0+$/, "");
  const text = whole.replace(/\B(?=(?:\d{3})+$)/g, ",") + (decimals && `.${decimals}`);
  return value < 0 && text !== "0" ? `-${text}` : text;
}

function absoluteText(value: number, digits: 0 | 1 | 2): string {
  if (value >= ALL_WHOLE_FROM) return String(BigInt(Math.round(value)));
  if (value < TINY_BELOW) return "0";
  return (Math.round(Number(`${value}e${digits}`)) / 10 ** digits).toFixed(digits);
}

/** Returns a count with commas, such as `12,345`. */
export const countText = (count: number): string => decimal(count, 0);

/** Returns a count with its noun, such as `1 batch` or `2 batches`. */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`;

/** Returns a share from 0 to 1 as `97.5 %`, or `-` for null. A share between 0 and 1 is never rounded to 0 % or 100 %. */
export function shareText(share: number | null): string {
  if (share === null) return "-";
  if (share > 0 && share < 0.0005) return "< 0.1 %";
  if (share < 1 && share > 0.9995) return "> 99.9 %";
  return `${decimal(share * 100, 1)} %`;
}

/** Returns a duration, such as `820 ms`, `1.25 s`, `3 min 5 s` or `2 h 10 min`, or `-` for null. A negative duration begins with a minus. */
export function durationText(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return "-";
  if (ms < 0) return negative(durationText(-ms));
  if (ms < 1000) return `${decimal(ms, ms < 100 ? 1 : 0)} ms`;
  if (ms < 60_000) return `${decimal(ms / 1000, ms < 10_000 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${countText(Math.floor(seconds / 3600))} h ${Math.floor((seconds % 3600) / 60)} min`;
}

const negative = (text: string) => (text.startsWith("0 ") ? text : `-${text}`);

const BYTE_UNITS = ["bytes", "kB", "MB", "GB", "TB"] as const;

/** Returns a size, such as `987 bytes` or `1.5 MB`. A unit is 1,000 of the unit before, not 1,024. A negative size begins with a minus. */
export function bytesText(bytes: number): string {
  if (bytes < 0) return negative(bytesText(-bytes));
  const power = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${decimal(bytes / 1000 ** power, power === 0 ? 0 : 1)} ${BYTE_UNITS[power]}`;
}

/** Returns the papers a second, or null if no time passed. */
export const papersPerSecond = (papers: number, ms: number): number | null =>
  ms > 0 ? (papers * 1000) / ms : null;
