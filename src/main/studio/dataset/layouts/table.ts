import { annotated } from './annotated.ts';
import { btad } from './btad.ts';
import { dagm } from './dagm.ts';
import { kolektor, kolektor2 } from './kolektor.ts';
import type { Layout } from './layout.ts';
import { mvtec } from './mvtec.ts';
import { mvtec3d } from './mvtec3d.ts';
import { mvtecLoco } from './mvtecLoco.ts';
import { fileNames, flat, goodBad, maskBeside, maskFolder, sessions, sides } from './plain.ts';
import { opposites } from './opposites.ts';
import { realIad } from './realIad.ts';
import { visa } from './visa.ts';

/** Layouts that a folder shows by itself, the narrowest first: the first that fits is taken. */
export const shownLayouts: readonly Layout[] = [
  ...[visa, realIad, mvtecLoco, mvtec3d, kolektor, kolektor2, dagm, btad],
  ...annotated,
  ...[mvtec, opposites, sides, goodBad, maskFolder, maskBeside, fileNames],
];

/** What is left where no data set shows in the folder nor below it. */
export const otherLayouts: readonly Layout[] = [sessions, flat];

const others: Readonly<Record<string, string>> = { mpdd: 'mvtec', 'mvtec-ad': 'mvtec', loco: 'mvtec-loco' };

/** Names that `--layout` takes. */
export const layoutNames: readonly string[] = [
  ...[...shownLayouts, ...otherLayouts].map(({ name }) => name),
  ...Object.keys(others),
];

/** The layout of a name; undefined for an unknown one. */
export const layoutNamed = (name: string): Layout | undefined =>
  [...shownLayouts, ...otherLayouts].find((layout) => layout.name === (others[name] ?? name));
