import type { Edit, EditCode } from './edits.ts';

type Values = Edit['values'];

/** `a.png` where it is one picture, else their number. */
const pictures = ({ n, name }: Values): string => (Number(n) === 1 && name ? String(name) : `${n} pictures`);
/** Of an import: other masks of pictures that were there are named where nothing was added. */
const brought = ({ n, masks }: Values): string => (Number(n) === 0 && masks ? `${masks} masks` : `${n} pictures`);
const kindOf = ({ kind }: Values): string => (kind === undefined ? '' : ` (${kind})`);

/** Plain English for the command line and the audit trail; the window has its own for each code. */
const words: Readonly<Record<EditCode, (values: Values) => string>> = {
  label: (values) => `${pictures(values)} marked ${values['label'] === 'normal' ? 'OK' : `NG${kindOf(values)}`}`,
  kind: (values) => `kind of ${pictures(values)}: ${values['kind']}`,
  split: (values) => `${pictures(values)} moved to ${values['split']}`,
  session: (values) => `session of ${pictures(values)}: ${values['session']}`,
  part: (values) => `part of ${pictures(values)}: ${values['part']}`,
  out: (values) => `${pictures(values)} left out`,
  in: (values) => `${pictures(values)} brought back`,
  several: (values) => `${pictures(values)} changed`,
  import: (values) => `import of ${brought(values)} from ${values['folder']}`,
  importUndone: (values) => `import of ${brought(values)} from ${values['folder']} taken back`,
  divide: ({ by }) => (by === 'auto' ? 'pictures divided anew' : `pictures divided by ${by}`),
  nameSessions: ({ n }) => `${n} recordings taken as sessions`,
  limits: ({ run }) => `limits of ${run}`,
  priors: ({ name }) => `defect recipe ${name} saved`,
  priorsRemoved: ({ name }) => `defect recipe ${name} removed`,
  zones: ({ inspect, ignore }) => `zones: ${inspect} inspected, ${ignore} ignored`,
  ownAreas: ({ name, ignore }) => `ignore areas of ${name}: ${ignore}`,
  foreground: ({ name }) => `where the part is in ${name} corrected`,
  foregroundCleared: ({ name }) => `part in ${name} as it is found`,
  scale: ({ mm }) => `scale: ${Number(Number(mm).toPrecision(4))} mm per pixel`,
  scaleCleared: () => 'scale cleared',
  kindRenamed: ({ kind, to }) => `kind of defect ${kind} called ${to}`,
  kindColoured: ({ kind }) => `colour of the kind ${kind}`,
  labels: ({ folder, n }) => `labels of ${n} pictures from ${folder}`,
};

/** One step in English, such as `3 pictures left out`. */
export const editInWords = ({ code, values }: Pick<Edit, 'code' | 'values'>): string => words[code](values);
