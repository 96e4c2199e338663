import { z } from 'zod';

/** What an import has to say beside its counts: a code with its values, and the same in plain English. */
export const importNoteSchema = z.object({
  code: z.string(),
  message: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type ImportNote = z.infer<typeof importNoteSchema>;

type Values = ImportNote['values'];
const unmasked = 'These pictures count as defective and have no mask';
const many = (n: unknown, one: string, more = `${one}s`): string => `${n} ${n === 1 ? one : more}`;

/** `n` counts, `first` names the first, `of` counts what they are part of or lie on, `folders` names folders with their counts. */
const words = {
  oneFolderDown: ({ folder }) => `The data set was found in ${folder}/: this is imported, and nothing beside it.`,
  outside: ({ n, folders }) => `${many(n, 'picture')} outside of the data set left out: ${folders}.`,
  placesTogether: ({ folders }) =>
    `Folders of cameras or places, with good and defective parts each and pictures of one size, are taken as capture sessions of one product: ${folders}. A detector learns one view: where they show different ones, import each into a product of its own.`,
  unclearSessions: ({ folders }) =>
    `Folders whose names say neither good nor defective are taken as capture sessions of good parts: ${folders}. Import those that show defects with --label anomalous.`,
  unclearKinds: ({ folders }) =>
    `Folders beside good parts or kinds of defects whose names say neither are taken as kinds of defects: ${folders}.`,
  opposites: ({ folders }) =>
    `Folders called positive beside negative, or 1 beside 0, are taken as those of defective parts: ${folders}. With --layout sessions they are capture sessions of good parts.`,
  byName: ({ n }) => `${many(n, 'picture')} taken as good or defective by the word that their file names have for it.`,
  unsorted: ({ n, first }) =>
    `${many(n, 'picture')} beside folders of good or defective parts, in none of them, left out: ${first}.`,
  testUnclear: ({ n }) =>
    `${many(n, 'test picture')} in no folder that says good or defective, without mask or annotation: taken as good.`,
  defectsInTrain: ({ n, first }) =>
    `${many(n, 'defective picture')} beside pictures to train on: kept for testing and not learnt: ${first}.`,
  rootIsDefect: ({ folder }) =>
    `The folder is called ${folder}: its pictures are taken as defective. Say --label normal if they show good parts.`,
  rootIsTest: ({ folder }) => `The folder is the ${folder} folder of a data set: its pictures test, none is learnt.`,
  masksWithout: ({ n, first }) => `${many(n, 'mask')} that no picture belongs to: ${first}.`,
  masksUnclear: ({ n, first }) =>
    `${many(n, 'mask')} that more than one picture could own, given to none: ${first}. Name the mask after its picture, ending included.`,
  noMasks: ({ n }) => `No mask for any of ${many(n, 'defective picture')}: nothing can be said of where defects lie.`,
  derived: ({ n, first }) =>
    `${many(n, 'file')} that tools make from pictures and lay beside them (regions, overlays, heat maps, previews) left out: ${first}. With --layout flat they count as pictures.`,
  unreadFiles: ({ n, first }) =>
    `${many(n, 'file')} named after pictures or naming them, in no form that is read: ${first}. Nothing else says what these pictures show: they are taken as good. Where the ${n === 1 ? 'file tells' : 'files tell'} of defects, import those pictures with --label anomalous, or the annotations in a form that is read.`,
  archives: ({ n, first }) =>
    `${many(n, 'archive')} not opened: ${first}. Unpack ${n === 1 ? 'it' : 'them'} if the pictures belong to the data set.`,
  severalKinds: ({ n, kinds, first }) =>
    `${many(n, 'picture')} with defects of several kinds (${kinds}): each kind is kept as a layer of its own: ${first}.`,
  defectNames: ({ file, kinds }) => `Masks are named by their values as ${file} has them: ${kinds}.`,
  defectValues: ({ n, file, first }) =>
    `${many(n, 'mask')} with values that ${file} does not name: what holds them is of the kind of its folder: ${first}.`,
  defectNamesAside: ({ file, values }) =>
    `${file} names several defects, and of its values the masks hold ${values === '-' ? 'none' : `${values} alone`}: they say no more which one they mark, and are of the kind of their folder.`,
  defectNamesUnread: ({ file }) => `${file} cannot be read as a list of defects with the values of their masks.`,
  someMasks: ({ n, of, first }) => `${n} of ${many(of, 'defective picture')} have no mask: ${first}.`,
  emptyMasks: ({ n, first }) =>
    `${many(n, 'mask')} of defective pictures ${n === 1 ? 'marks' : 'mark'} nothing: ${first}.`,
  inTwoLists: ({ n, first }) =>
    `${many(n, 'picture')} in more than one list of sides: test goes before val, val before train: ${first}.`,
  listedGone: ({ n, first }) => `${many(n, 'name')} in the lists of the data set that no picture has: ${first}.`,
  notListed: ({ n, first }) => `${many(n, 'picture')} in no list of sides; the studio divides them: ${first}.`,
  masksTaken: ({ n, first }) =>
    `${many(n, 'mask')} changed since the last import: taken as ${n === 1 ? 'it is' : 'they are'} now: ${first}. Evaluate again.`,
  masksKept: ({ n, first }) =>
    `${many(n, 'picture')} of the product with another mask in this folder: the product keeps the one it has: ${first}.`,
  masksHashed: ({ n }) =>
    `${many(n, 'mask')} imported by an earlier version, which kept no hash: taken as ${n === 1 ? 'it is' : 'they are'} now; later changes are noticed.`,
  maskOnGood: ({ n, first }) =>
    `${many(n, 'picture')} in folders of good parts have a mask or annotation that marks a defect: taken as defective: ${first}.`,
  notAnnotated: ({ n, first }) =>
    `${many(n, 'picture')} that neither an annotation nor a folder says anything of left out: ${first}.`,
  unannotated: ({ n, first }) => `${many(n, 'picture')} without annotation taken as good: ${first}.`,
  annotationsWithout: ({ n, first }) =>
    `${many(n, 'annotation')} of pictures that are not here: ${first}. Put the pictures in, or name them as the annotations do.`,
  annotationsUnclear: ({ n, first }) =>
    `${many(n, 'annotation')} that more than one picture could own, given to none: ${first}. Name the picture with its folder.`,
  annotationFault: ({ n, format, first }) =>
    `${many(n, 'file')} that ${n === 1 ? 'looks' : 'look'} like ${format} annotations and cannot be read: ${first}.`,
  tableUnclear: ({ n, first }) =>
    `${many(n, 'table')} that ${n === 1 ? 'names' : 'name'} pictures and ${n === 1 ? 'says' : 'say'} of them what nothing explains, such as 0 and 1: ${first}. Write good or the name of the defect, or call the column of 0 and 1 is_defect.`,
  tagsAside: ({ n, first }) =>
    `${many(n, 'tag or flag', 'tags or flags')} of whole pictures that ${n === 1 ? 'tells' : 'tell'} of the work on them and not of the part, left aside: ${first}. A picture without other marks is taken as if it had none.`,
  tagsContrary: ({ n, first }) =>
    `${many(n, 'tag or flag', 'tags or flags')} that ${n === 1 ? 'calls a picture' : 'call pictures'} good which a folder, a mask or another mark calls defective: taken as defective: ${first}.`,
  marksOfTypes: ({ n, of, types, first }) =>
    `${many(n, 'mark')} on ${many(of, 'picture')} of types that cover no area or are not known (${types}): ${first}. ${unmasked}; outline the defects as polygons.`,
  marksNowhere: ({ n, of, types, first }) =>
    `${many(n, 'annotation')} of ${many(of, 'picture')} ${n === 1 ? 'says' : 'say'} that there is a defect and not where (${types}): ${first}. ${unmasked}.`,
  marksNotNumbers: ({ n, of, types, first }) =>
    `${many(n, 'mark')} on ${many(of, 'picture')} with coordinates that are no numbers or do not come in pairs (${types}): ${first}. ${unmasked}; draw them again.`,
  marksFewPoints: ({ n, of, types, first }) =>
    `${many(n, 'mark')} on ${many(of, 'picture')} with too few points to enclose anything (${types}): ${first}. ${unmasked}; draw them again.`,
  marksNoArea: ({ n, of, types, first }) =>
    `${many(n, 'mark')} on ${many(of, 'picture')} without width or height (${types}): ${first}. ${unmasked}; draw them again.`,
  marksBadMask: ({ n, of, types, first }) =>
    `${many(n, 'mark')} on ${many(of, 'picture')} whose pixels do not fit their box or picture, or cannot be read (${types}): ${first}. ${unmasked}; export them again.`,
  marksOutside: ({ n, of, types, first }) =>
    `${many(n, 'mark')} on ${many(of, 'picture')} that ${n === 1 ? 'lies' : 'lie'} wholly beside the picture (${types}): ${first}. ${unmasked}; export the annotations of these very pictures.`,
  conflict: ({ good, defect }) =>
    `The same picture lies among the good parts and among the defective ones: ${good} and ${defect}. It is kept for testing as defective and not learnt.`,
  labelKept: ({ n, label, first }) =>
    `${many(n, 'picture')} of the product stand there as ${label === 'anomalous' ? 'defective' : 'good'}, which this folder says otherwise; they stay so without --label: ${first}.`,
  leftOut: ({ n }) => `Left out of the product by hand, and so still out: ${n}.`,
  fewNormals: ({ n }) => `Only ${n} good parts: 20 or more give a steadier detector and narrower limits.`,
  ownFolder: ({ folder, what }) => `${folder} is ${what} of the studio and is not imported.`,
  sessionsNone: ({ of, first }) =>
    `Not one of ${many(of, 'row')} of the sessions file names a picture of the folder: ${first}.`,
  sessionsSome: ({ n, of, first }) =>
    `${n} of ${many(of, 'row')} of the sessions file name no picture of the folder: ${first}.`,
  sessionsByEnd: ({ n, of }) =>
    `${n} of ${many(of, 'row')} of the sessions file name no picture as written; matched by the end of the path.`,
  picturesWithout: ({ n, of, first }) => `${n} of ${many(of, 'picture')} have no row in the sessions file: ${first}.`,
  sessionsLatin: () =>
    'The sessions file is not UTF-8: it was read as Windows-1252 (Western European). Save it as UTF-8.',
} satisfies Record<string, (values: Values) => string>;

export type ImportNoteCode = keyof typeof words;

/** Every code that a note can have. */
export const importNoteCodes = Object.keys(words) as readonly ImportNoteCode[];

/** A note with its sentence. */
export const importNote = (code: ImportNoteCode, values: Values = {}): ImportNote => ({
  code,
  message: words[code](values),
  values,
});

/** The first few of many names, for a sentence. */
export const firstOf = (names: readonly string[], count = 3): string =>
  names.length <= count ? names.join(', ') : `${names.slice(0, count).join(', ')} and ${names.length - count} more`;
