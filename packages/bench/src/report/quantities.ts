/** Returns a number with three significant digits: `12.3`, `0.912`. Numbers from 1,000 on are whole: `5,690`. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return "-";
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}

export const rate = (perSecond: number, what: string): string => `${figure(perSecond)} ${what}/s`;
