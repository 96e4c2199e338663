import { describe, expect, it } from 'vitest';
import { fullRoi } from '#shared/domain/images.ts';
import { oblongNote, sayOblong } from '#shared/domain/oblong.ts';
import { studioNote } from '#shared/domain/studioNotes.ts';
import { type ContentNote, pictureContent, picturesWithoutContent } from '#shared/vision/pictureContent.ts';
import type { Raster } from '#shared/vision/raster.ts';

const raster = (value: (i: number) => number, side = 40): Raster => ({
  ...{ width: side, height: side },
  data: Uint8Array.from({ length: side * side * 3 }, (_, i) => value(Math.floor(i / 3))),
});
const part = (file: string, value: (i: number) => number, fingerprint = file) => ({
  ...{ file, fingerprint },
  content: pictureContent(raster(value)),
});
const usual = (i: number): number => 80 + ((i * 7) % 60);

const said = ({ code, ...values }: ContentNote): string => studioNote(code, values).message;

describe('what pictures show', () => {
  it('is measured without a few odd pixels', () => {
    expect(pictureContent(raster((i) => (i === 3 ? 255 : 10)))).toMatchObject({ low: 10, high: 10 });
    const half = pictureContent(raster((i) => (i % 2 ? 200 : 100)));
    expect(half).toMatchObject({ low: 100, high: 200, mean: 150 });
    const large = pictureContent(raster(usual, 700));
    expect([large.low, large.high]).toEqual([80, 139]); // every nineteenth pixel meets all levels
  });

  it('is nothing where they are black, white or of one grey', () => {
    const notes = picturesWithoutContent([
      part('a', usual),
      part('b', (i) => (i === 9 ? 1 : 0)),
      part('c', () => 255),
      part('d', () => 90),
      part('e', () => 0),
    ]);
    expect(notes).toEqual([
      { code: 'black', n: 2, of: 5, first: 'b' },
      { code: 'white', n: 1, of: 5, first: 'c' },
      { code: 'flat', n: 1, of: 5, first: 'd' },
    ]);
    expect(said(notes[0]!)).toContain('2 of 5 pictures are all black');
    expect(picturesWithoutContent([part('a', usual), part('dark', (i) => (i % 9) * 2)])).toEqual([]);
  });

  it('is no difference at all where every good part looks the same', () => {
    const same = Array.from({ length: 5 }, (_, i) => part(String(i), usual, 'f'));
    expect(picturesWithoutContent(same)).toEqual([{ code: 'same', n: 5, of: 5, first: '0' }]);
    expect(picturesWithoutContent(same.slice(1))).toEqual([]); // of so few it means little
    expect(said(picturesWithoutContent(same)[0]!)).toContain('5 good parts show no difference');
  });
});

describe('long pictures', () => {
  const working = { width: 384, height: 384 };
  it('lose extent in each direction beyond 4 : 1', () => {
    const note = oblongNote([{ width: 4096, height: 100 }], fullRoi, working)!;
    expect(note).toMatchObject({ leastWidth: 48, leastHeight: 5 });
    expect(note.across).toBeCloseTo(10.67, 2);
    expect(sayOblong(note, working).message).toContain('48 px wide and 5 px high');
    expect(oblongNote([{ width: 100, height: 4096 }], fullRoi, working)).toMatchObject({
      leastWidth: 5,
      leastHeight: 48,
    });
  });

  it('are those within the region, and need no word up to 4 : 1', () => {
    expect(oblongNote([{ width: 400, height: 100 }], fullRoi, working)).toBeNull();
    expect(oblongNote([{ width: 401, height: 100 }], fullRoi, working)).not.toBeNull();
    expect(oblongNote([{ width: 800, height: 100 }], { ...fullRoi, width: 0.5 }, working)).toBeNull();
    expect(oblongNote([], fullRoi, working)).toBeNull();
  });
});
