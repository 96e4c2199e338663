import { expect, it } from 'vitest';
import { createMask, createRaster } from '#shared/vision/raster.ts';
import { changeAngle, changeFocus, changeLight, changePlace, within } from '../../../benchmarks/quality/changes.ts';

const grey = (width: number, height: number, value: (x: number, y: number) => number) => {
  const image = createRaster(width, height);
  for (let i = 0; i < width * height; i++) image.data.fill(value(i % width, Math.floor(i / width)), i * 3, i * 3 + 3);
  return image;
};

it('makes pictures lighter and clips', () => {
  const { data } = changeLight(1.2).picture(grey(2, 1, (x) => (x === 0 ? 100 : 250)));
  expect([...data]).toEqual([120, 120, 120, 255, 255, 255]);
});

it('moves picture and mask alike; what comes into view is mirrored in the picture, empty in the mask', () => {
  const { picture, mask } = changePlace(0.25);
  const moved = picture(grey(4, 4, (x, y) => 10 * x + y));
  const at = (x: number, y: number) => moved.data[(y * 4 + x) * 3];
  expect([at(3, 3), at(1, 1), at(0, 0), at(0, 3)]).toEqual([22, 0, 0, 2]);
  const marked = createMask(4, 4);
  marked.data[0] = 255;
  marked.data[15] = 255;
  const movedMask = mask(marked);
  expect([...movedMask.data].flatMap((value, i) => (value ? [i] : []))).toEqual([5]);
  expect([...changePlace(-0.25).mask(movedMask).data].indexOf(255)).toBe(0);
});

it('blurs without changing the mean of a picture that is even at its border', () => {
  const sharp = grey(512, 4, (x) => (x === 256 ? 255 : 0));
  const { data } = changeFocus(1).picture(sharp);
  const row = [...data].filter((_, i) => i % 3 === 0).slice(0, 512);
  expect(row[256]).toBe(Math.round(255 * 0.399));
  expect(row[255]).toBe(row[257]);
  expect(row[200]).toBe(0);
});

it('turns picture and mask alike, clockwise about the middle', () => {
  const quarter = changeAngle(90);
  const turned = quarter.picture(grey(3, 3, (x, y) => 10 * x + y));
  const at = (x: number, y: number) => turned.data[(y * 3 + x) * 3];
  // what was at the left is at the top, what was at the top at the right
  expect([at(1, 0), at(2, 1), at(1, 1), at(2, 0)]).toEqual([1, 10, 11, 0]);
  const marked = createMask(3, 3);
  marked.data[3] = 255;
  expect([...quarter.mask(marked).data].indexOf(255)).toBe(1);
  const back = changeAngle(-3).picture(changeAngle(3).picture(grey(64, 64, (x) => 2 * x)));
  expect(Math.abs(back.data[(32 * 64 + 20) * 3]! - 40)).toBeLessThanOrEqual(2);
});

it('asks of a mask what lies within the region of interest alone', () => {
  const all = createMask(10, 10, 255);
  const { mask } = within({ x: 0.2, y: 0, width: 0.5, height: 0.1 }, changePlace(0));
  expect([...mask(all).data].flatMap((value, i) => (value ? [i] : []))).toEqual([2, 3, 4, 5, 6]);
});
