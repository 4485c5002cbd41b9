const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const upTo = (digits: number) => new Intl.NumberFormat("en-US", { maximumFractionDigits: digits });
const oneDecimal = upTo(1);
const twoDecimals = upTo(2);

/** `12,345`. */
export const countText = (count: number): string => whole.format(count);

/** `1 batch`, `2 batches`. */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`;

/** A share from 0 to 1 as `97.5 %`; `-` where there is none. Never rounded up to all or down to nothing. */
export function shareText(share: number | null): string {
  if (share === null) return "-";
  if (share > 0 && share < 0.0005) return "< 0.1 %";
  if (share < 1 && share > 0.9995) return "> 99.9 %";
  return `${oneDecimal.format(share * 100)} %`;
}

/** `820 ms`, `1.25 s`, `3 min 5 s`, `2 h 10 min`; `-` where there is none. */
export function durationText(ms: number | null): string {
  if (ms === null) return "-";
  if (ms < 1000) return `${(ms < 100 ? oneDecimal : whole).format(ms)} ms`;
  if (ms < 60_000) return `${(ms < 10_000 ? twoDecimals : oneDecimal).format(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${countText(Math.floor(seconds / 3600))} h ${Math.floor((seconds % 3600) / 60)} min`;
}

const BYTE_UNITS = ["bytes", "kB", "MB", "GB", "TB"] as const;

/** `987 bytes`, `1.5 MB`: in thousands, not 1,024s. */
export function bytesText(bytes: number): string {
  const power = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${(power === 0 ? whole : oneDecimal).format(bytes / 1000 ** power)} ${BYTE_UNITS[power]}`;
}

/** Papers a second; null where no time passed. */
export const papersPerSecond = (papers: number, ms: number): number | null =>
  ms > 0 ? (papers * 1000) / ms : null;
