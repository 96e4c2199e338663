import fc from 'fast-check';
import { expect, it } from 'vitest';
import { squareOf } from '#shared/domain/pictures.ts';
import { packSource, unpackSource } from '#forging/packedParts.ts';
import type { ForgingPart } from '#forging/pictureSource.ts';

const path = fc.string({ unit: 'binary', minLength: 1 }).map((text) => text.replaceAll('\0', '/'));
const maybe = fc.option(path, { nil: undefined });
const part = fc
  .record({ pixels: path, reference: maybe, own: maybe, referenceOwn: maybe })
  .map(({ own, referenceOwn, ...one }) => (own === undefined ? one : { ...one, own, referenceOwn }));

it('parts are the same for a thread as they were before they were packed', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), fc.boolean(), (list, hasZones) => {
      const zones = hasZones ? { zones: 'a.zones', referenceZones: 'b.zones' } : {};
      const parts: ForgingPart[] = list.map((one) => ({ ...one, ...zones }));
      const { parts: unpacked, picture } = unpackSource(packSource({ parts, picture: squareOf(64) }));
      expect(picture).toEqual(squareOf(64));
      expect(Array.from({ length: unpacked.length }, (_, i) => unpacked.at(i))).toEqual(parts);
      expect(unpacked.at(parts.length)).toBeUndefined();
    }),
  );
});
