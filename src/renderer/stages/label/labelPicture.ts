import { type PictureLabel, layerUrl, pictureUrl } from '#shared/contract/studio.ts';
import { type LabelStroke, type StrokeAction, mostStrokes } from '#shared/domain/labeling.ts';
import { FlawsmithError, type SerializedError, deserializeError } from '#shared/errors.ts';
import { boxOf } from '#shared/vision/labeling/box.ts';
import { type Patch, maskOfRuns } from '#shared/vision/labeling/patch.ts';
import type { Colours } from '#shared/vision/labeling/wand.ts';
import { type Mask, createMask, maskArea } from '#shared/vision/raster.ts';
import { type MaskTiles, createMaskTiles } from '../../canvas/maskTiles.ts';
import { studio } from '../../client/studio.ts';
import { EditQueue, type QueuedPicture } from './editQueue.ts';

/** A mask of one kind on the picture that is open. */
export interface Layer {
  kind: string;
  mask: Mask;
  tiles: MaskTiles;
  /** Pixels that are set. */
  area: number;
}

export interface DoneStroke extends Omit<LabelStroke, 'patch'> {
  patch: Patch;
}

/** A change that is to be saved. */
export type PendingAction = Exclude<StrokeAction, { do: 'stroke' }> | (DoneStroke & { do: 'stroke' });

/** What comes from the studio for one picture. */
export interface Loaded {
  label: PictureLabel;
  picture: ImageBitmap;
  masks: { kind: string; mask: Mask }[];
}

async function fetched(url: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw deserializeError((await response.json()) as SerializedError);
  return response;
}

/** Loads a picture with its layers; the browser decodes it beside the page. @throws FlawsmithError */
export async function loadPicture(product: string, image: number, signal: AbortSignal): Promise<Loaded> {
  const shown = fetched(pictureUrl(product, image, 'full'), signal)
    .then((response) => response.blob())
    .then((blob) => createImageBitmap(blob));
  const [label, picture] = await Promise.all([studio.labeling.read({ product, image }, { signal }), shown]);
  const masks = await Promise.all(
    label.layers.map(async ({ kind, hash }) => {
      const response = await fetched(layerUrl(product, image, hash), signal);
      const mask = maskOfRuns(new Uint8Array(await response.arrayBuffer()), picture);
      if (mask) return { kind, mask };
      throw new FlawsmithError('mask-mismatch', `The mask of ${kind} has another size than its picture.`);
    }),
  );
  return { label, picture, masks };
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

export interface LabelPictureOptions extends Pick<QueuedPicture, 'work' | 'failed'> {
  colourOf(kind: string): string;
  /** Told of each change that is to be saved. */
  perform(action: PendingAction): void;
  /** Masks are to be shown anew. */
  changed(): void;
}

/** The masks of the picture that is open and what was done to them. No Vue: masks of many megabytes are nobody's to watch. */
export class LabelPicture {
  readonly loaded: Loaded;
  readonly layers = new Map<string, Layer>();
  done: DoneStroke[];
  /** The next to do again stands last. */
  undone: DoneStroke[];
  /** Everything that is done to it goes through here, in order. */
  readonly edits: EditQueue;
  readonly #options: LabelPictureOptions;
  #colours: Colours | null = null;

  constructor(loaded: Loaded, options: LabelPictureOptions) {
    this.loaded = loaded;
    this.#options = options;
    this.edits = new EditQueue({
      ...{ work: options.work, failed: options.failed },
      layer: (kind) => this.layer(kind),
      changed: (layer, box) => {
        layer.tiles.update(box);
        options.changed();
      },
      keep: (kind, tool, patch) => this.#keep(kind, tool, patch),
      next: (way) => (way === 'undo' ? this.done : this.undone).at(-1),
      turned: (way) => this.#turned(way),
    });
    for (const { kind, mask } of loaded.masks) this.#add(kind, mask);
    const strokes = loaded.label.strokes.map(({ isUndone, kind, tool, patch }) => {
      const { left, top, width, height, added, removed } = patch;
      const own = { left, top, width, height, added, removed, runs: bytesOf(patch.runs) };
      return { isUndone, stroke: { kind, tool, patch: own } };
    });
    this.done = strokes.filter(({ isUndone }) => !isUndone).map(({ stroke }) => stroke);
    this.undone = strokes
      .filter(({ isUndone }) => isUndone)
      .map(({ stroke }) => stroke)
      .reverse();
  }

  get id(): number {
    return this.loaded.label.image.id;
  }

  #add(kind: string, mask: Mask): Layer {
    const layer = { kind, mask, tiles: createMaskTiles(mask, this.#options.colourOf(kind)), area: maskArea(mask) };
    layer.tiles.update(boxOf(mask));
    this.layers.set(kind, layer);
    return layer;
  }

  layer(kind: string): Layer {
    const { width, height } = this.loaded.picture;
    return this.layers.get(kind) ?? this.#add(kind, createMask(width, height));
  }

  #keep(kind: string, tool: DoneStroke['tool'], patch: Patch): void {
    const stroke = { kind, tool, patch };
    this.layer(kind).area += patch.added - patch.removed;
    this.done = [...this.done, stroke].slice(-mostStrokes);
    this.undone = [];
    this.#options.perform({ do: 'stroke', ...stroke });
  }

  /** The last stroke was taken back, or the last of those done again. */
  #turned(way: 'undo' | 'redo'): void {
    const stroke = (way === 'undo' ? this.done : this.undone).at(-1)!;
    const { added, removed } = stroke.patch;
    this.layer(stroke.kind).area += way === 'undo' ? removed - added : added - removed;
    if (way === 'undo') [this.done, this.undone] = [this.done.slice(0, -1), [...this.undone, stroke]];
    else [this.done, this.undone] = [[...this.done, stroke], this.undone.slice(0, -1)];
    this.#options.perform({ do: way });
  }

  /** The photograph's pixels; read out when the wand first needs them. */
  get colours(): Colours {
    if (this.#colours) return this.#colours;
    const { picture } = this.loaded;
    const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')!;
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, picture.width, picture.height);
    return (this.#colours = { width: picture.width, height: picture.height, channels: 4, data });
  }
}
