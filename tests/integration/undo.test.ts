import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import type { PictureChange } from '#shared/domain/pictureChange.ts';
import { changeNow, changePictures } from '#studio/dataset/edit/changePictures.ts';
import { redoEdit, undoEdit, undoImport } from '#studio/dataset/edit/undo.ts';
import { askSplit } from '#studio/dataset/split.ts';
import { editStack, endEdit, listEdits, startEdit, withinEdit } from '#studio/store/edits.ts';
import { insertImages } from '#studio/store/images.ts';
import { listAudit, listPriorSets, listScores, saveScores } from '#studio/store/records.ts';
import { removePriors, savePriors } from '#studio/synthesis/priorSets.ts';
import { type EditedProduct, productOfRows } from '../fixtures/editedProduct.ts';

const who = 'tester';
const count = 30;
let edited: EditedProduct;
const db = () => edited.product.db;
const rowsNow = () => ({
  images: db().prepare('SELECT * FROM images ORDER BY id').all(),
  out: db().prepare('SELECT * FROM all_images WHERE left_out_at IS NOT NULL AND withdrawn = 0 ORDER BY id').all(),
  settings: db().prepare("SELECT key, value FROM settings WHERE key = 'split'").all(),
  priors: db().prepare('SELECT name, body FROM prior_sets ORDER BY name').all(),
});

beforeEach(async () => void (edited = await productOfRows(count)));
afterEach(() => edited.remove());

const ids = fc.uniqueArray(fc.integer({ min: 1, max: count }), { minLength: 1, maxLength: 6 });
const change: fc.Arbitrary<PictureChange> = fc.oneof(
  fc.constant({ label: 'normal' as const }),
  fc.constantFrom('bar', 'dent').map((kind) => ({ label: 'anomalous' as const, kind })),
  fc.constantFrom('train', 'calibration', 'test').map((split) => ({ label: 'normal' as const, split })),
  fc.constantFrom('day-1', 'day-2', 'night').map((session) => ({ session })),
  fc.constantFrom('part-1', 'part-7', 'lone').map((part) => ({ part })),
  fc.boolean().map((out) => ({ out })),
);
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ ids, change }).map((of) => ({ act: 'sort' as const, ...of })) },
  { weight: 1, arbitrary: fc.constantFrom('part', 'session', 'auto').map((by) => ({ act: 'divide' as const, by })) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 9 }).map((seed) => ({ act: 'priors' as const, seed })) },
);

function perform(of: typeof step extends fc.Arbitrary<infer T> ? T : never): void {
  const { product } = edited;
  if (of.act === 'sort') changeNow(product, of.ids, of.change, who);
  else if (of.act === 'priors') {
    if (of.seed === 0) removePriors(product, 'mine', who);
    else savePriors(product, { ...defaultPriorSet, name: 'mine', nuisance: of.seed / 10 }, who);
  } else {
    try {
      askSplit(product, of.by, who);
    } catch {
      // refused where the sessions cannot be parted: no step
    }
  }
}

describe('the undo stack', () => {
  it('takes any steps back to the rows before, and does them again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        await edited.remove();
        edited = await productOfRows(count);
        const begin = rowsNow();
        steps.forEach(perform);
        const end = rowsNow();
        let undone = 0;
        for (; editStack(db()).undo; undone++) expect(undoEdit(edited.product, who).kept).toBe(0);
        expect(rowsNow()).toEqual(begin);
        for (let i = 0; i < undone; i++) redoEdit(edited.product, who);
        expect(rowsNow()).toEqual(end);
        if (undone > 0) expect(editStack(db()).redo).toBeNull();
        for (let i = 0; i < undone; i++) undoEdit(edited.product, who);
        expect(rowsNow()).toEqual(begin);
      }),
      { numRuns: 40 },
    );
  });

  it('is there after a restart, and a new step ends what could be done again', async () => {
    const begin = rowsNow();
    await changePictures(edited.product, [1, 2], { label: 'anomalous', kind: 'dent' }, who);
    await changePictures(edited.product, [3], { out: true }, who);
    undoEdit(edited.product, who);
    edited.reopen();
    expect(editStack(db())).toMatchObject({
      undo: { code: 'label', who, values: { n: 2, label: 'anomalous', kind: 'dent' } },
      redo: { code: 'out', values: { n: 1, name: '2.png' } },
    });
    await changePictures(edited.product, [4], { out: true }, who);
    expect(editStack(db()).redo).toBeNull();
    expect(() => redoEdit(edited.product, who)).toThrowError(expect.objectContaining({ code: 'not-found' }));
    undoEdit(edited.product, who);
    undoEdit(edited.product, who);
    expect(rowsNow()).toEqual(begin);
    expect(() => undoEdit(edited.product, who)).toThrowError(expect.objectContaining({ code: 'not-found' }));
  });

  it('keeps ids and scores, and writes every step to the audit trail', () => {
    saveScores(db(), 'run-0001', [{ image: 5, score: 0.25 }]);
    changeNow(edited.product, [5], { out: true }, who);
    undoEdit(edited.product, who);
    redoEdit(edited.product, who);
    undoEdit(edited.product, who);
    expect(listScores(db(), 'run-0001')).toEqual([{ image: 5, score: 0.25 }]);
    expect(
      listAudit(db())
        .slice(-4)
        .map(({ what, old }) => [what, old]),
    ).toEqual([
      ['images left out', null],
      ['undo of step 1', '"4.png left out"'],
      ['redo of step 1', '"4.png left out"'],
      ['undo of step 1', '"4.png left out"'],
    ]);
  });

  it('leaves alone what something else has changed since, and counts it', () => {
    changeNow(edited.product, [1, 2], { session: 'night' }, who);
    db().prepare("UPDATE all_images SET session = 'elsewhere' WHERE id = 1").run();
    expect(undoEdit(edited.product, who)).toMatchObject({ kept: 1 });
    const sessions = db().prepare('SELECT session FROM images WHERE id IN (1, 2) ORDER BY id').all();
    expect(sessions).toEqual([{ session: 'elsewhere' }, { session: 'day-0' }]);
  });

  it('has no step for a change that changes nothing', () => {
    expect(changeNow(edited.product, [1], { label: 'normal' }, who).edit).toBeNull();
    savePriors(edited.product, { ...defaultPriorSet, name: 'mine' }, who);
    savePriors(edited.product, { ...defaultPriorSet, name: 'mine' }, who);
    expect(listEdits(db(), 9).map(({ code }) => code)).toEqual(['priors']);
    undoEdit(edited.product, who);
    expect(listPriorSets(db())).toEqual([]);
  });
});

describe('an import', () => {
  /** Books pictures as an import does, and leaves the step open. */
  function importRows(from: number, n: number): number {
    const template = db().prepare('SELECT * FROM all_images WHERE id = 1').get() as Record<string, unknown>;
    const edit = startEdit(db(), { who, code: 'import', values: { folder: '/photos/new', n: 0 } });
    const images = Array.from({ length: n }, (_, i) => ({
      ...{ file: `/photos/new/${i}.png`, hash: (1000 + from + i).toString(16).padStart(64, '0'), width: 9, height: 9 },
      ...{ label: 'normal', kind: null, split: 'train', session: 'new', part: `new-${i}`, maskFile: null },
      ...{ fingerprint: String(template['fingerprint']), folderSplit: null, maskHash: null },
    })) as Parameters<typeof insertImages>[1];
    withinEdit(db(), edit, () => insertImages(db(), images));
    return edit;
  }

  it('that was cut off is a step that can be undone once the product is opened again', () => {
    const begin = rowsNow();
    importRows(0, 3);
    expect(editStack(db()).undo).toBeNull();
    edited.reopen();
    expect(editStack(db()).undo).toMatchObject({ code: 'import', values: { folder: '/photos/new', n: 3 } });
    expect(undoEdit(edited.product, who)).toMatchObject({ pictures: 3 });
    expect(rowsNow()).toEqual(begin);
  });

  it('is taken back after other steps too, as a step of its own; its pictures come again under their ids', () => {
    const edit = importRows(0, 3);
    endEdit(db(), edit, { folder: '/photos/new', n: 3 });
    const added = db().prepare("SELECT id FROM images WHERE session = 'new' ORDER BY id").all();
    changeNow(edited.product, [1, count + 1], { part: 'lone' }, who);
    expect(undoImport(edited.product, edit, who)).toMatchObject({ edit: { code: 'importUndone' }, pictures: 3 });
    const ofImport = () => db().prepare("SELECT id FROM images WHERE session = 'new' ORDER BY id").all();
    expect(ofImport()).toEqual([]);
    expect(db().prepare('SELECT part FROM images WHERE id = 1').get()).toEqual({ part: 'lone' });
    undoEdit(edited.product, who);
    expect(ofImport()).toEqual(added);
    redoEdit(edited.product, who);
    endEdit(db(), importRows(0, 3));
    expect(ofImport()).toEqual(added);
    expect(() => undoImport(edited.product, 999, who)).toThrowError(expect.objectContaining({ code: 'not-found' }));
  });
});
