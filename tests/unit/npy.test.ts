import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeNpy, encodeNpy, writeNpy } from '#scoring/npy.ts';
import { withFolder } from '../fixtures/package.ts';

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

  it('has the shortest header that is a multiple of 64 bytes, filled with blanks, whatever the shape’s digits', () => {
    for (let digits = 1; digits < 8; digits++) {
      const width = 10 ** (digits - 1);
      const bytes = encodeNpy({ width, height: 1, data: new Float32Array(width) });
      const length = bytes.length - width * 4;
      const header = Buffer.from(bytes.subarray(10, length)).toString('latin1');
      expect(length % 64).toBe(0);
      expect(new DataView(bytes.buffer).getUint16(8, true)).toBe(length - 10);
      expect(header).toMatch(/^\{'descr': '<f4', 'fortran_order': False, 'shape': \(1, \d+\), \} *\n$/);
      expect(header.trimEnd().length + 11).toBeGreaterThan(length - 64);
    }
  });

  it('reads a map that lies somewhere in a larger buffer, and refuses every other layout', () => {
    const map = { width: 2, height: 1, data: Float32Array.of(1.5, -2) };
    const whole = encodeNpy(map);
    const larger = Buffer.concat([Buffer.alloc(7), whole, Buffer.alloc(5)]);
    expect(decodeNpy(larger.subarray(7, 7 + whole.length), 'map.npy')).toEqual(map);
    const changed = (from: string, to: string): Buffer =>
      Buffer.from(Buffer.from(whole).toString('latin1').replace(from, to), 'latin1');
    for (const bytes of [
      changed('False', 'True '),
      changed('NUMPY', 'NUMPX'),
      changed('NUMPY\x01', 'NUMPY\x02'),
      changed('(1, 2)', '(2,)  '),
      Buffer.concat([whole, Buffer.alloc(4)]),
      whole.subarray(0, 9),
      whole.subarray(0, 10),
    ]) {
      expect(() => decodeNpy(bytes, 'map.npy')).toThrowError(
        expect.objectContaining({ code: 'package-damaged', file: 'map.npy' }),
      );
    }
  });

  it('is written whole', () =>
    withFolder(async (folder) => {
      const map = { width: 2, height: 2, data: Float32Array.of(1, 2, 3, 4) };
      await writeNpy(join(folder, 'map.npy'), map);
      expect(decodeNpy(await readFile(join(folder, 'map.npy')), 'map.npy')).toEqual(map);
    }));

  it('refuses cut files, other types and other contents', () => {
    const whole = encodeNpy({ width: 2, height: 2, data: new Float32Array(4) });
    const otherType = Buffer.from(Buffer.from(whole).toString('latin1').replace('<f4', '<f8'), 'latin1');
    for (const bytes of [whole.subarray(0, whole.length - 1), otherType, new Uint8Array(3), new Uint8Array(200)]) {
      expect(() => decodeNpy(bytes, 'map.npy')).toThrowError(expect.objectContaining({ code: 'package-damaged' }));
    }
  });
});
