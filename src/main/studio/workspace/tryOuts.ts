import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { PrivateFolder } from '../export/privateFolder.ts';
import type { TryOut } from '../export/tryOut.ts';

/** A try-out that is shown: one a product, until the next, or until the studio ends. */
export interface KeptTryOut {
  id: string;
  release: number;
  tryOut: TryOut;
}

/** Files that a page is sending; one set of them a product. */
interface Upload {
  id: string;
  folder: Promise<PrivateFolder>;
}

/** The try-outs that are shown and the files that are being sent for the next, none of which outlives the studio. */
export class TryOuts {
  readonly #kept = new Map<string, KeptTryOut>();
  readonly #uploads = new Map<string, Upload>();

  /** @throws FlawsmithError `not-found` where another is shown by now */
  find(product: string, id: string): TryOut {
    const kept = this.#kept.get(product);
    if (kept?.id === id) return kept.tryOut;
    throw new FlawsmithError('not-found', 'These results are not kept any more.', {
      hint: 'Score the files again.',
      said: said('resultsGone'),
    });
  }

  get(product: string): KeptTryOut | null {
    return this.#kept.get(product) ?? null;
  }

  /** Keeps one file of an upload. Another upload of the same product takes the place of one that was not scored. */
  async receive(product: string, upload: string, name: string, bytes: Uint8Array): Promise<void> {
    const known = this.#uploads.get(product);
    if (known?.id !== upload) {
      this.#uploads.set(product, { id: upload, folder: PrivateFolder.create() });
      await known?.folder.then((folder) => folder.remove());
    }
    const mine = this.#uploads.get(product)!;
    if (mine.id !== upload) throw new FlawsmithError('usage', 'Other files are being sent by now.');
    await (await mine.folder).receive(name, bytes);
  }

  /** The folder with an upload's files, or an empty one where nothing was sent; the caller owns it. */
  async take(product: string, upload: string | undefined): Promise<PrivateFolder> {
    if (upload === undefined) return PrivateFolder.create();
    const known = this.#uploads.get(product);
    if (known?.id !== upload) {
      throw new FlawsmithError('not-found', 'These files did not arrive.', {
        hint: 'Drop them again.',
        said: said('filesNotHere'),
      });
    }
    this.#uploads.delete(product);
    return known.folder;
  }

  /** Shows a try-out in the place of the one before. */
  async keep(product: string, kept: KeptTryOut): Promise<void> {
    const before = this.#kept.get(product);
    this.#kept.set(product, kept);
    await before?.tryOut.folder.remove();
  }

  /** Removes what is kept of one product. */
  async forget(product: string): Promise<void> {
    const kept = this.#kept.get(product);
    const upload = this.#uploads.get(product);
    this.#kept.delete(product);
    this.#uploads.delete(product);
    await Promise.all([kept?.tryOut.folder.remove(), upload?.folder.then((folder) => folder.remove())]);
  }

  async close(): Promise<void> {
    await Promise.all([...new Set([...this.#kept.keys(), ...this.#uploads.keys()])].map((id) => this.forget(id)));
  }
}
