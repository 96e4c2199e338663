import type { ImportNote } from './importNotes.ts';

type Values = ImportNote['values'];
const many = (n: unknown, one: string): string => `${n} ${n === 1 ? one : `${one}s`}`;
const whichAre = ({ n, of }: Values): string =>
  n === of ? `All ${n} pictures are` : n === 1 ? `1 of ${of} pictures is` : `${n} of ${of} pictures are`;
const toCheck = 'check light, lens and file format before training';
const kept = 'the run learns from what the product kept of them. Import the folder again.';
const whichMasks = ({ n, first }: Values): string =>
  n === 1 ? `The mask ${first}` : `${n} masks (such as ${first}): each`;
const valuesBeyond = ({ n }: Values): string => (n === 1 ? '1 picture has values' : `${n} pictures have values`);

/** What is to be said of pictures at import and before training, of a run, and of how it came to rest; `first` names the first. */
const words = {
  black: (values) => `${whichAre(values)} all black (such as ${values['first']}): ${toCheck}.`,
  white: (values) => `${whichAre(values)} all white (such as ${values['first']}): ${toCheck}.`,
  flat: (values) => `${whichAre(values)} of one grey, without any contrast (such as ${values['first']}): ${toCheck}.`,
  same: ({ n }) => `${n} good parts show no difference at all: nothing can be held out or learnt from them.`,
  oblong: (values) =>
    `The pictures are long (${values['width']} × ${values['height']}): at ${values['working']} they are squeezed ` +
    `${values['acrossFrom']} : ${values['acrossTo']} across and ${values['downFrom']} : ${values['downTo']} down, so a defect must be some ` +
    `${values['leastWidth']} px wide and ${values['leastHeight']} px high to be seen. ` +
    'Inspect a narrower region, cut the strip into pieces, or train at a larger size.',
  depthFound: ({ largest, n, depth, high }) =>
    `16-bit files with values up to ${largest} in ${many(n, 'good picture')}: taken as ${depth} bits (values 0 to ${high}), here and in ` +
    'packages. If the camera gives more, import into a new product with --depth 16.',
  beyondDepth: (values) =>
    `${valuesBeyond(values)} beyond ${values['depth']} bits (values 0 to ${values['high']}), which are cut off (such as ${values['first']}).`,
  beyondRange: (values) =>
    `${valuesBeyond(values)} beyond values ${values['low']} to ${values['high']}, which are cut off (such as ${values['first']}).`,
  maskReversed: (values) =>
    `${whichMasks(values)} marks ${values['share']} % of its picture (read by its ${values['coding']}): is it the wrong way round?`,
  maskTurned: (values) => `${whichMasks(values)} was drawn on the stored pixels and is turned with its picture (EXIF)`,
  partsGone: ({ n, of, first }) =>
    `${n} of ${of} good parts are no longer where they were imported from (${first}): ${kept}`,
  partsChanged: ({ n, of, first }) =>
    `${n} of ${of} good parts looked at hold something else than was imported (${first}): ${kept}`,
  realDefects: ({ n }) =>
    `${many(n, 'labelled defect')} of the training side ${n === 1 ? 'is' : 'are'} learned from too.`,
  realWithoutMask: ({ n, first }) =>
    `${many(n, 'defective picture')} of the training side ${n === 1 ? 'has' : 'have'} no mask (such as ${first}): nothing says where the defect is, so ` +
    'nothing is learned from them.',
  folderAside: ({ folder, aside }) =>
    `The folder ${folder} belongs to no run of this product; it is set aside as ${aside}.`,
  nameTaken: ({ wanted, name }) => `Another run is called ${wanted}, so this one is called ${name}.`,
  programLost: () => 'The program ended while the run was under way.',
  programEnded: () => 'The program was ended while the run was under way.',
  engineStopped: () => 'The engine process was stopped.',
  engineSilent: ({ seconds }) => `The engine process was ended: it was silent for ${seconds} s.`,
  engineKilled: ({ signal }) => `The engine process ended by signal ${signal}.`,
  engineNoMemory: ({ signal }) =>
    `The engine process ended by signal ${signal}. The system may have run out of memory.`,
  engineExited: ({ code }) => `The engine process ended with exit code ${code}.`,
} satisfies Record<string, (values: Values) => string>;

export type StudioNoteCode = keyof typeof words;
/** Every code that such a note can have. */
export const studioNoteCodes = Object.keys(words) as readonly StudioNoteCode[];

/** A note with its sentence. */
export const studioNote = (code: StudioNoteCode, values: Values = {}): ImportNote => ({
  code,
  message: words[code](values),
  values,
});
