import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeNpy, encodeNpy } from '#scoring/npy.ts';

describe('npy', () => {
  it('starts as NumPy says: magic, version, header padded to 64 bytes and ended by a newline', () => {
    const bytes = encodeNpy({ width: 3, height: 2, data: Float32Array.of(0, 1, 2, 3, 4, 5) });
    const headerEnd = bytes.length - 24;
    expect(Buffer.from(bytes.subarray(0, 8)).toString('latin1')).toBe('\x93NUMPY\x01\x00');
    expect(headerEnd % 64).toBe(0);
    expect(bytes[headerEnd - 1]).toBe(10);
    expect(Buffer.from(bytes.subarray(10, headerEnd)).toString()).toContain("'shape': (2, 3)");
    expect(new DataView(bytes.buffer).getFloat32(headerEnd + 20, true)).toBe(5);
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.float32Array({ minLength: 1, maxLength: 40 }), (width, values) => {
        const height = Math.floor(values.length / width);
        const map = { width, height, data: values.slice(0, width * height) };
        expect(decodeNpy(encodeNpy(map), 'map.npy')).toEqual(map);
      }),
    );
  });

  it('refuses cut files, other types and other contents', () => {
    const whole = encodeNpy({ width: 2, height: 2, data: new Float32Array(4) });
    const otherType = Buffer.from(Buffer.from(whole).toString('latin1').replace('<f4', '<f8'), 'latin1');
    for (const bytes of [whole.subarray(0, whole.length - 1), otherType, new Uint8Array(3), new Uint8Array(200)]) {
      expect(() => decodeNpy(bytes, 'map.npy')).toThrowError(expect.objectContaining({ code: 'package-damaged' }));
    }
  });
});
