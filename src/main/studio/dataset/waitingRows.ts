/**
 * Rows of found images until they are written, each at its place among those found: what is written is in that order, whichever
 * is read first.
 */
export class WaitingRows<Row extends { readonly hash: string }> {
  /** By place what is not written yet; null where nothing is to be. */
  readonly #settled = new Map<number, Row | null>();
  /** The first place that is not settled. */
  #next = 0;

  /** Rows and places without one that wait. */
  get size(): number {
    return this.#settled.size;
  }

  set(place: number, row: Row): void {
    this.#settled.set(place, row);
  }

  /** Nothing more comes for a place: it has its row, or none. */
  close(place: number): void {
    if (!this.#settled.has(place)) this.#settled.set(place, null);
    while (this.#settled.has(this.#next)) this.#next++;
  }

  /** The row of a content, and its place; none where it does not wait. */
  of(hash: string): [place: number, row: Row] | [place: -1, row: null] {
    for (const [place, row] of this.#settled) if (row?.hash === hash) return [place, row];
    return [-1, null];
  }

  /** True while this very row waits there. */
  holds(place: number, row: Row): boolean {
    return this.#settled.get(place) === row;
  }

  /** Puts a row in the place of an equal one. */
  move(from: number, place: number, row: Row): void {
    this.#settled.set(from, null);
    this.#settled.set(place, row);
  }

  /** Takes out rows, in their order: those that no earlier one can still come before, or all. */
  take(which: 'settled' | 'all'): Row[] {
    const places = [...this.#settled.keys()].filter((place) => which === 'all' || place < this.#next);
    const rows = places.sort((a, b) => a - b).flatMap((place) => this.#settled.get(place) ?? []);
    for (const place of places) {
      if (place < this.#next) this.#settled.delete(place);
      else this.#settled.set(place, null); // those before it are still to come
    }
    return rows;
  }
}
