import { CancelledError } from '#shared/errors.ts';
import type { Box } from '#shared/vision/labeling/box.ts';
import { type Patch, applyPatch } from '#shared/vision/labeling/patch.ts';
import { type Stroke, beginStroke, endStroke, paintAgain } from '#shared/vision/labeling/stroke.ts';
import type { WholeEdit } from '#shared/vision/labeling/wholeEdit.ts';
import type { Mask } from '#shared/vision/raster.ts';
import type { Edited } from './editWorker.ts';
import type { DoneStroke, Layer } from './labelPicture.ts';

type Tool = DoneStroke['tool'];
type Way = 'undo' | 'redo';

/** Patches of more pixels are turned round beside the page. */
const mostTurned = 2 ** 20;

/** The picture that edits are done to. */
export interface QueuedPicture {
  layer(kind: string): Layer;
  /** Something was done to a layer's mask within a box. */
  changed(layer: Layer, box: Box): void;
  /** Keeps what was done as a stroke. */
  keep(kind: string, tool: Tool, patch: Patch): void;
  /** The stroke that is next to be taken back or done again. */
  next(way: Way): DoneStroke | undefined;
  /** It was. */
  turned(way: Way): void;
  /** Does an edit to a copy of a mask, beside the page. */
  work(mask: Mask, edit: WholeEdit): Promise<Edited>;
  failed(error: unknown): void;
}

interface Whole {
  do: 'whole';
  kind: string;
  tool: Tool;
  edit: WholeEdit;
  done(marked: number): void;
}
/** A stroke that was painted while another edit was under way: shown at once, and painted again on what that left. */
interface Painted {
  do: 'painted';
  kind: string;
  tool: Tool;
  rows: readonly number[];
  shown: { mask: Mask; patch: Patch } | null;
}
type Waiting = Whole | Painted | { do: Way };

/**
 * The edits of a picture in the order in which they were made. What takes long is done beside the page, and what is made meanwhile waits for it:
 * strokes are seen at once all the same.
 */
export class EditQueue {
  readonly #picture: QueuedPicture;
  #waiting: Waiting[] = [];
  #isBusy = false;
  #work = Promise.resolve();
  #held: PromiseWithResolvers<void> | null = null;

  constructor(picture: QueuedPicture) {
    this.#picture = picture;
  }

  /** Settles once nothing is under way. */
  async idle(): Promise<void> {
    while (this.#isBusy) await this.#work;
  }

  get isIdle(): boolean {
    return !this.#isBusy;
  }

  /** While a stroke is drawn, nothing else is done to the masks: they bear its marks. */
  hold(isHeld: boolean): void {
    if (isHeld) this.#held ??= Promise.withResolvers();
    else {
      this.#held?.resolve();
      this.#held = null;
    }
  }

  /** Ends a stroke, which bears its rows. */
  finish(kind: string, tool: Tool, stroke: Stroke): void {
    const patch = endStroke(stroke);
    const rows = stroke.rows ?? [];
    if (this.isIdle && patch) this.#picture.keep(kind, tool, patch);
    else if (!this.isIdle && rows.length > 0) {
      this.#push({ do: 'painted', kind, tool, rows, shown: patch && { mask: stroke.mask, patch } });
    }
  }

  /** @param done told how many pixels were marked, see WholeResult */
  whole(kind: string, tool: Tool, edit: WholeEdit, done: (marked: number) => void = () => undefined): void {
    this.#push({ do: 'whole', kind, tool, edit, done });
  }

  turn(way: Way): void {
    if (!this.isIdle || this.#held || !this.#turnNow(way)) this.#push({ do: way });
  }

  #push(one: Waiting): void {
    this.#waiting.push(one);
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#work = this.#drain();
  }

  async #drain(): Promise<void> {
    try {
      if (this.#held) await this.#free();
      for (let one = this.#waiting.shift(); one; one = this.#waiting.shift()) {
        if (one.do === 'painted') this.#paint(one);
        else if (one.do === 'whole') await this.#perform(one);
        else if (!this.#turnNow(one.do)) await this.#turnBeside(one.do);
      }
    } catch (error) {
      this.#waiting = [];
      if (!(error instanceof CancelledError)) this.#picture.failed(error);
    } finally {
      this.#isBusy = false;
    }
  }

  /** Waits for the end of a stroke that is drawn, and takes off the masks what is not its turn yet. */
  async #free(): Promise<void> {
    while (this.#held) await this.#held.promise;
    this.#hide();
  }

  /** A stroke on what all before it left. */
  #paint(one: Painted): void {
    const { patch } = this.#again(one);
    if (patch) this.#picture.keep(one.kind, one.tool, patch);
  }

  /** Paints a stroke on its layer as that is now. @returns what it changed there, null where nothing */
  #again({ kind, rows }: Painted): { mask: Mask; patch: Patch | null } {
    const layer = this.#picture.layer(kind);
    const stroke = beginStroke(layer.mask);
    const box = paintAgain(stroke, rows);
    const patch = endStroke(stroke);
    if (box) this.#picture.changed(layer, box);
    return { mask: layer.mask, patch };
  }

  async #perform({ kind, tool, edit, done }: Whole): Promise<void> {
    const edited = await this.#beside(kind, edit);
    if (edited?.patch) this.#picture.keep(kind, tool, edited.patch);
    if (edited) done(edited.marked);
  }

  /** Takes back or does again at once. @returns false where that takes long */
  #turnNow(way: Way): boolean {
    const stroke = this.#picture.next(way);
    if (!stroke) return true;
    const { kind, patch } = stroke;
    if (patch.added + patch.removed > mostTurned) return false;
    const layer = this.#picture.layer(kind);
    if (applyPatch(layer.mask, patch, way === 'undo')) {
      this.#picture.changed(layer, patch);
      this.#picture.turned(way);
    } else this.#picture.failed(new Error('A stroke does not fit its mask.'));
    return true;
  }

  async #turnBeside(way: Way): Promise<void> {
    const { kind, patch } = this.#picture.next(way)!;
    const edited = await this.#beside(kind, { do: 'turn', patch, isBack: way === 'undo' });
    if (edited?.patch) this.#picture.turned(way);
  }

  /** What waits is shown on the mask as long as that is under way, and not while it is handed over. */
  async #beside(kind: string, edit: WholeEdit): Promise<Edited | null> {
    const layer = this.#picture.layer(kind);
    const work = this.#picture.work(layer.mask, edit);
    this.#show();
    try {
      const edited = await work;
      await this.#free();
      layer.mask = edited.mask;
      layer.tiles.take(edited.mask);
      if (edited.patch) this.#picture.changed(layer, edited.patch);
      return edited;
    } catch (error) {
      await this.#free();
      if (error instanceof CancelledError) throw error;
      this.#picture.failed(error);
      return null;
    }
  }

  #painted(): Painted[] {
    return this.#waiting.filter((one) => one.do === 'painted');
  }

  #show(): void {
    for (const one of this.#painted()) {
      const { mask, patch } = this.#again(one);
      one.shown = patch && { mask, patch };
    }
  }

  #hide(): void {
    for (const one of this.#painted().reverse()) {
      const layer = this.#picture.layer(one.kind);
      const { shown } = one;
      one.shown = null;
      if (shown?.mask === layer.mask && applyPatch(layer.mask, shown.patch, true))
        this.#picture.changed(layer, shown.patch);
    }
  }
}
