import { pixelSizeSchema } from '#shared/domain/pixelSize.ts';
import { changedPriors } from '#shared/domain/priorChanges.ts';
import { priorSetSchema } from '#shared/domain/priors.ts';

/** What values of the audit trail are said with. */
export interface AuditSpeech {
  t: (key: string, places?: Record<string, unknown>, count?: number) => string;
  /** True where the window has words for a key. */
  has: (key: string) => boolean;
  /** @param digits four decimals at most where absent */
  number: (value: number, digits?: Intl.NumberFormatOptions) => string;
}

type Value = Record<string, unknown>;
/** @param other the value on the other side of the change, where there is one */
type Sayer = (value: Value, speech: AuditSpeech, other: unknown) => string;

const longest = 160;
/** Names of a list that are said before the rest is only counted. */
const mostNames = 6;

const shortened = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);
const joined = (all: readonly (string | false | null | undefined)[]): string => all.filter(Boolean).join(', ');

/** A value in plain signs: `acceptLimit 0.41, decided moved`; of a list its length and its beginning. */
export function plainValue(value: unknown, number: (value: number) => string): string {
  const words = (one: unknown): string => {
    if (one === null || one === undefined) return '–';
    if (typeof one === 'number') return number(one);
    if (Array.isArray(one)) return `${number(one.length)}: ${one.map(words).join(', ')}`;
    if (typeof one !== 'object') return String(one);
    return Object.entries(one)
      .map(([key, inner]) => `${key} ${words(inner)}`)
      .join(', ');
  };
  return shortened(words(value));
}

/** A word of the studio in the window's, or as it is. */
const wordIn = ({ t, has }: AuditSpeech, list: string, word: unknown): string =>
  has(`${list}.${String(word)}`) ? t(`${list}.${String(word)}`) : String(word);

function picture({ label, kind, split, session, part, out }: Value, speech: AuditSpeech): string {
  return joined([
    out === true && speech.t('export.audit.values.out'),
    wordIn(speech, 'dataset.labels', label),
    typeof kind === 'string' && wordIn(speech, 'synthesis.kinds', kind),
    wordIn(speech, 'dataset.splits', split),
    typeof session === 'string' && speech.t('export.audit.values.session', { name: session }),
    typeof part === 'string' && speech.t('export.audit.values.part', { name: part }),
  ]);
}

function priors(value: Value, { t, number, has }: AuditSpeech, other: unknown): string {
  const [now, before] = [priorSetSchema.safeParse(value), priorSetSchema.safeParse(other)];
  if (!now.success) return plainValue(value, number);
  const place = (name: string): string =>
    has(`synthesis.kinds.${name}`) ? t(`synthesis.kinds.${name}`) : t(`export.changes.places.${name}`);
  if (before.success) {
    const places = changedPriors(now.data, before.data).map(place).join(', ');
    return t('export.audit.values.differ', { places });
  }
  const kinds = Object.entries(now.data.kinds).filter(([, { enabled }]) => enabled);
  return t('export.audit.values.kinds', { kinds: kinds.map(([kind]) => place(kind)).join(', ') });
}

const sayers: Readonly<Record<string, Sayer>> = {
  limits: ({ acceptLimit, rejectLimit, decided }, { t, number }) =>
    t(`export.audit.values.${decided === 'moved' ? 'moved' : 'learned'}`, {
      accept: number(acceptLimit as number),
      reject: number(rejectLimit as number),
    }),
  split: ({ by, parts, groups, moved }, speech) => {
    const { t, number } = speech;
    const { train, calibration, both } = parts as Record<'train' | 'calibration' | 'both', number>;
    return joined([
      wordIn(speech, 'export.audit.values.by', by),
      t('export.audit.values.sides', { train: number(train), calibration: number(calibration) }),
      both > 0 && t('export.audit.values.both', { n: number(both) }),
      Number(groups) > 0 && t('export.audit.values.recordings', { n: number(Number(groups)) }),
      Number(moved) > 0 && t('export.audit.values.movedPictures', { n: number(Number(moved)) }),
    ]);
  },
  export: ({ run, package: folder }, { t }) => t('export.audit.values.package', { run, folder }),
  label: picture,
  runCancelled: ({ state, step }, speech) =>
    joined([
      wordIn(speech, 'training.states', state),
      typeof step === 'number' && speech.t('export.audit.values.step', { n: speech.number(step) }),
    ]),
  runDeleted: ({ run, name, state, step }, speech) =>
    joined([
      String(name ?? run),
      wordIn(speech, 'training.states', state),
      speech.t('export.audit.values.step', { n: speech.number(Number(step)) }),
    ]),
  priors,
  zones: ({ version, inspect, ignore }, { t, number }) => {
    const count = (zones: unknown): string => number(Array.isArray(zones) ? zones.length : 0);
    const places = { inspect: count(inspect), ignore: count(ignore) };
    return joined([
      typeof version === 'number' && t('export.audit.values.version', { n: number(version) }),
      t('export.audit.values.zones', places),
    ]);
  },
  scale: (value, { t, number }) => {
    const { mmPerPixel, source } = pixelSizeSchema.parse(value);
    const figure = (one: number): string => number(one, { maximumSignificantDigits: 6 });
    const places = source.by === 'measured' ? { mm: figure(source.mm), pixels: figure(source.pixels) } : {};
    const how = t(`export.audit.values.scaleHow.${source.by}`, places);
    return t('export.audit.values.scale', { mm: figure(mmPerPixel), how });
  },
  undo: ({ pictures, kept }, { t, number }) =>
    t('export.audit.values.put', { n: number(Number(pictures)), kept: number(Number(kept)) }),
  foundAgain: ({ n, folder, folders }, { t, number }) =>
    t('export.audit.values.at', {
      n: number(Number(n)),
      where: String(folder ?? (Array.isArray(folders) ? folders.join(', ') : '')),
    }),
  mask: ({ file, strokes }, { t, number }) =>
    typeof strokes === 'number'
      ? t('export.audit.values.strokes', { n: number(strokes) })
      : String(file).split(/[/\\]/).at(-1)!,
  approved: ({ name }) => String(name ?? ''),
  withdrawn: () => '',
  restored: () => '',
};

/** Lists of things that each have a name. */
const nameOf: Readonly<Record<string, (one: Value, speech: AuditSpeech) => string>> = {
  leftOut: ({ name }) => String(name),
  broughtBack: ({ name }) => String(name),
  sorted: ({ images, ...rest }, speech) =>
    speech.t('export.audit.values.of', {
      n: speech.number(Array.isArray(images) ? images.length : 0),
      what: picture(rest, speech),
    }),
  sessions: ({ session }) => String(session),
};

function listInWords(list: readonly unknown[], name: (one: Value) => string, { t, number }: AuditSpeech): string {
  const names = [...new Set(list.map((one) => name(one as Value)))];
  const more = names.length - mostNames;
  const shown = names.slice(0, mostNames).join(', ');
  return more > 0 ? t('export.audit.values.more', { shown, n: number(more) }) : shown;
}

/**
 * What one side of a change was, as a sentence reads it; what there are no words for stands in plain signs.
 * @param code what was changed, see auditWords.ts
 * @param json the value as the trail keeps it
 * @param other the value on the other side
 */
export function valueInWords(
  code: string | null,
  json: string | null,
  other: string | null,
  speech: AuditSpeech,
): string {
  if (json === null) return '';
  const value: unknown = JSON.parse(json);
  const [name, say] = code === null ? [] : [nameOf[code], sayers[code]];
  if (Array.isArray(value)) {
    if (name) return listInWords(value, (one) => name(one, speech), speech);
  } else if (value !== null && typeof value === 'object' && say) {
    const said = say(value as Value, speech, other === null ? null : JSON.parse(other));
    return shortened(said);
  }
  return plainValue(value, speech.number);
}
