import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { noZones } from '#shared/domain/zones.ts';
import { datasetSummary } from '#studio/dataset/summary.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { planForWindow } from '#studio/dataset/planSummary.ts';
import { saveOwnAreas } from '#studio/dataset/ownAreas.ts';
import { mmPerPixel, savePixelSize, savedPixelSize } from '#studio/dataset/pixelSize.ts';
import { undoEdit } from '#studio/dataset/edit/undo.ts';
import { askSplit } from '#studio/dataset/split.ts';
import { saveZones, savedZones } from '#studio/dataset/zones.ts';
import { evaluateRun } from '#studio/evaluation/evaluate.ts';
import { exportPackage } from '#studio/export/exportPackage.ts';
import { addKind, colourKind, productKinds } from '#studio/labeling/kinds.ts';
import { type Product, damagesOf } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { addAudit, listAudit } from '#studio/store/records.ts';
import { keptScale, putSetting, readSetting, writeSetting } from '#studio/store/settings.ts';
import { saveForeground } from '#studio/synthesis/foregrounds.ts';
import { savePriors } from '#studio/synthesis/priorSets.ts';
import { trainProduct } from '#studio/training/train.ts';
import { Workspace } from '#studio/workspace/workspace.ts';
import { useKeptProduct } from '../fixtures/keptProduct.ts';
import { ended, savingEngine, wantedRun } from '../fixtures/savingEngine.ts';

const kept = useKeptProduct();
const engine = savingEngine([], () => Promise.resolve(ended));
const square = [
  [0.1, 0.1],
  [0.9, 0.1],
  [0.9, 0.9],
  [0.1, 0.9],
] as [number, number][];
const zones = { ...noZones, ignore: [{ name: 'label', polygon: square }] };
const crossed = [square[0], square[2], square[1], square[3]];

interface Damage {
  key: string;
  text: string;
  says: string;
  /** What cannot be done until it is set anew. */
  stops: readonly ('import' | 'train' | 'judge')[];
  mend: (product: Product) => unknown;
}

const pictures = (): string => join(kept.dir, 'pictures');
const redraw = (product: Product): unknown => saveZones(product, noZones, 'a tester');
const damages: readonly Damage[] = [
  {
    ...{ key: 'roi', text: '{"x":0,"y":0,"width":2,"height":1}', says: 'The region of interest', mend: redraw },
    stops: ['train', 'judge'],
  },
  {
    ...{ key: 'zones', text: '{"version":1,"inspect":', says: 'What is inspected and ignored', mend: redraw },
    stops: ['train', 'judge'],
  },
  {
    ...{ key: 'zones', says: 'sides 1 and 3 meet', mend: redraw, stops: ['train', 'judge'] },
    text: JSON.stringify({ version: 1, inspect: [], ignore: [{ name: 'label', polygon: crossed }] }),
  },
  {
    ...{ key: 'ownAreas', says: '“print” has 2 corners', stops: ['train', 'judge'] },
    text: JSON.stringify({ [`${'0'.repeat(64)}`]: [{ name: 'print', polygon: crossed.slice(2) }] }),
    mend: (product) => saveOwnAreas(product, listImages(product.db)[0]!, [], 'a tester'),
  },
  {
    ...{ key: 'foregrounds', text: '{"a":{"width":2,"height":1,"runs":[2]}}', says: 'Where the part is' },
    stops: ['train'],
    mend: (product) => saveForeground(product, listImages(product.db)[0]!, null, 'a tester'),
  },
  {
    ...{ key: 'scale', text: '{"depth":"12"}', says: 'The depth or range of the pictures' },
    stops: ['import', 'train', 'judge'],
    mend: (product) => importFolder(product, pictures(), { scale: { depth: 12 } }),
  },
  {
    ...{ key: 'split', text: '', says: 'How the good parts are divided', stops: ['import', 'train'] },
    mend: (product) => askSplit(product, 'auto', 'a tester'),
  },
  {
    ...{ key: 'pixelSize', text: '{"mmPerPixel":-1}', says: 'The scale', stops: [] },
    mend: (product) => savePixelSize(product, null, 'a tester'),
  },
  {
    ...{ key: 'kinds', text: '["bar"', says: 'The order of the kinds', stops: [] },
    mend: (product) => addKind(product, 'scratch', 'a tester'),
  },
  {
    ...{ key: 'kindColours', text: '{"bar":99}', says: 'The colours of the kinds', stops: [] },
    mend: (product) => colourKind(product, { kind: productKinds(product)[0]!, colour: 2 }, 'a tester'),
  },
];

describe('a damaged setting', () => {
  it.each(damages)('$key ($text) is named, stops what it decides alone, and gives way', async (damage) => {
    const { key, text, says, stops, mend } = damage;
    const product = await kept.openWithPictures();
    writeSetting(product.db, key, text);
    expect(datasetSummary(product, undefined).split.parts.train).toBe(9);
    const [error, ...others] = damagesOf(product);
    expect(others).toEqual([]);
    expect(error).toMatchObject({ code: 'product-damaged', said: { values: {} } });
    expect(error!.message).toContain(says);
    expect(error!.hint).toBeTruthy();
    await triesAll(product, stops, error!.message);
    expect(readSetting(product.db, key), 'nothing took its place').toBe(text);
    await mend(product);
    expect(damagesOf(product)).toEqual([]);
    const aside = listAudit(product.db).filter(({ what }) => what === `damaged setting ${key}`);
    expect(aside.map(({ old }) => JSON.parse(old!) as string)).toEqual([text]);
  });

  it('that decides nothing stops no training', async () => {
    const product = await kept.openWithPictures();
    for (const { key, text } of damages.filter(({ stops }) => stops.length === 0)) writeSetting(product.db, key, text);
    expect((await trainProduct(product, engine, wantedRun)).run.state).toBe('trained');
  });

  it('takes down no list: the product is open, and each of them is told', async () => {
    const { db } = await kept.openWithPictures();
    for (const { key, text } of damages) writeSetting(db, key, text);
    writeSetting(db, 'name', ' ');
    kept.close();
    const workspace = new Workspace({ stateDir: join(kept.dir, 'state'), productsDir: kept.dir, roots: [kept.dir] });
    try {
      workspace.openProduct(kept.root);
      const [summary] = workspace.summaries();
      expect(summary).toMatchObject({ problem: null, images: 20, mmPerPixel: null, name: 'product' });
      expect(summary!.damaged).toHaveLength(new Set(damages.map(({ key }) => key)).size);
    } finally {
      await workspace.close();
    }
  });

  it('of zones is undone like others, and the count of versions goes on', async () => {
    const product = await kept.openWithPictures();
    saveZones(product, zones, 'a tester');
    putSetting(product.db, 'zone_versions', 'two');
    putSetting(product.db, 'zones', '{}');
    expect(savedZones(product)).toMatchObject({ zones: noZones, version: null });
    expect(saveZones(product, zones, 'a tester').version).toBe(2);
    undoEdit(product, 'a tester');
    expect(savedZones(product).damage).toHaveLength(1);
  });

  it('of the depth gives way to the depth alone by which the pictures were taken', async () => {
    const product = await kept.openWithPictures();
    addAudit(product.db, { who: 'a tester', what: 'depth', new: { depth: 12 } });
    writeSetting(product.db, 'scale', '{');
    expect(await planForWindow(product, pictures(), {})).toMatchObject({ normal: 16 });
    await expect(importFolder(product, pictures(), { scale: { depth: 10 } })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('12 bits'),
    });
    await importFolder(product, pictures(), { scale: { depth: 12 } });
    expect(keptScale(product.db)).toEqual({ depth: 12 });
  });

  it('of the scale leaves lengths in pixels', async () => {
    const product = await kept.openWithPictures();
    writeSetting(product.db, 'pixelSize', '{}');
    expect(mmPerPixel(product.db)).toBeNull();
    expect(savedPixelSize(product).damage).not.toBeNull();
    savePixelSize(product, { mmPerPixel: 0.1 }, 'a tester');
    expect(mmPerPixel(product.db)).toBe(0.1);
  });
});

it('no run starts with a recipe that passes for a saved one that cannot be read; saved anew it does', async () => {
  const product = await kept.openWithPictures();
  product.db.prepare('INSERT INTO prior_sets VALUES (?, ?, ?)').run(defaultPriorSet.name, 'no JSON', '');
  product.db
    .prepare("INSERT INTO prior_versions (name, number, body, note, who, at) VALUES ('x', 1, '', '', '', '')")
    .run();
  expect(damagesOf(product).map(({ message }) => message)).toEqual([
    `Defect recipe ${defaultPriorSet.name} cannot be read from the product.`,
    'Version 1 of the defect recipe x cannot be read from the product.',
  ]);
  await expect(trainProduct(product, engine, wantedRun)).rejects.toMatchObject({
    code: 'product-damaged',
    said: { code: 'recipeDamaged' },
  });
  savePriors(product, defaultPriorSet, 'a tester');
  expect(listAudit(product.db).findLast(({ what }) => what.startsWith('prior set'))?.old).toBe('"no JSON"');
  expect((await trainProduct(product, engine, wantedRun)).run.state).toBe('trained');
});

/** What the setting decides is refused in the words of the damage, and an import that it does not decide is none of its matter. */
async function triesAll(product: Product, stops: Damage['stops'], message: string): Promise<void> {
  const refusal = expect.objectContaining({ code: 'product-damaged', message });
  if (stops.includes('import')) await expect(importFolder(product, pictures())).rejects.toEqual(refusal);
  else await importFolder(product, pictures());
  if (stops.includes('train')) await expect(trainProduct(product, engine, wantedRun)).rejects.toEqual(refusal);
  const judged = stops.includes('judge') ? refusal : expect.objectContaining({ code: 'no-run' });
  await expect(evaluateRun(product, engine, 'run-0009')).rejects.toEqual(judged);
  await expect(exportPackage(product, engine, join(kept.dir, 'package'), 'run-0009')).rejects.toEqual(judged);
}
