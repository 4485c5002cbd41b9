/** Counts the things that a reading passes over, by kind. Reports the counts when it is disposed, if there are any. */
export class PassedOver implements Disposable {
  readonly #counts = new Map<string, number>();
  readonly #report: (counts: Readonly<Record<string, number>>) => void;

  constructor(report: (counts: Readonly<Record<string, number>>) => void) {
    this.#report = report;
  }

  add(kind: string): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  [Symbol.dispose](): void {
    if (this.#counts.size > 0) this.#report(Object.fromEntries(this.#counts));
  }
}
