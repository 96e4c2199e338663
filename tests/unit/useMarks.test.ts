import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref, shallowRef } from 'vue';
import { type ShownPictures, useMarks } from '../../src/renderer/stages/synthesis/useMarks.ts';

const side = 16;
/** One part with a square of 4 px that stands out. */
function previewOf(): ShownPictures {
  const base = new Uint8Array(side * side * 3).fill(90);
  const image = base.slice();
  const mask = new Uint8Array(side * side);
  for (let y = 6; y < 10; y++) {
    for (let x = 6; x < 10; x++) {
      mask[y * side + x] = 255;
      image.fill(200, (y * side + x) * 3, (y * side + x + 1) * 3);
    }
  }
  return { picture: { width: side, height: side }, items: [{ image, mask, base }] };
}

describe('marks on the pictures of the bench', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are measured once nothing moves, not while newer pictures are on their way, and go with the pictures they were of', async () => {
    const scope = effectScope();
    const preview = shallowRef<ShownPictures | null>(previewOf());
    const isMoving = ref(true);
    const marks = scope.run(() => useMarks(preview, isMoving, () => null))!;
    vi.advanceTimersByTime(5000);
    expect(marks.value).toEqual([]);

    isMoving.value = false;
    await nextTick();
    vi.advanceTimersByTime(5000);
    expect(marks.value).toEqual([null]);

    isMoving.value = true;
    await nextTick();
    expect(marks.value).toEqual([null]); // still of the pictures that are shown
    preview.value = previewOf();
    await nextTick();
    vi.advanceTimersByTime(5000);
    expect(marks.value).toEqual([]);
    isMoving.value = false;
    await nextTick();
    vi.advanceTimersByTime(5000);
    expect(marks.value).toEqual([null]);
    scope.stop();
  });
});
