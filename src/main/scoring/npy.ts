import { FlawsmithError } from '#shared/errors.ts';
import type { FloatMap } from '#shared/vision/raster.ts';
import { writeFileAtomic } from './files.ts';

const magic = '\x93NUMPY';
const headerUnit = 64;

/** A map as bytes of a NumPy file, version 1.0: float32 little-endian, C order, shape (height, width). */
export function encodeNpy(map: FloatMap): Uint8Array {
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${map.height}, ${map.width}), }`;
  const headerLength = Math.ceil((description.length + 11) / headerUnit) * headerUnit;
  const bytes = new Uint8Array(headerLength + map.data.length * 4);
  const view = new DataView(bytes.buffer);
  const start = Buffer.from(bytes.buffer);
  start.write(magic, 0, 'latin1');
  bytes[6] = 1;
  view.setUint16(8, headerLength - 10, true);
  start.write(`${description.padEnd(headerLength - 11)}\n`, 10, 'latin1');
  map.data.forEach((value, i) => view.setFloat32(headerLength + i * 4, value, true));
  return bytes;
}

/**
 * Reads what {@link encodeNpy} and numpy.save write for a float32 matrix.
 * @throws FlawsmithError `package-damaged` for anything else
 */
export function decodeNpy(bytes: Uint8Array, file: string): FloatMap {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = bytes.length >= 10 ? 10 + content.readUInt16LE(8) : 0;
  const header = content.toString('latin1', 10, headerLength);
  const shape = /'shape': \((\d+), (\d+)\)/.exec(header);
  const readable = content.toString('latin1', 0, 6) === magic && bytes[6] === 1;
  if (!readable || !shape || !header.includes("'descr': '<f4'") || header.includes('True')) throw notAMap(file);
  const [height, width] = [Number(shape[1]), Number(shape[2])];
  if (bytes.length !== headerLength + height * width * 4) throw notAMap(file);
  const data = Float32Array.from({ length: height * width }, (_, i) => content.readFloatLE(headerLength + i * 4));
  return { width, height, data };
}

function notAMap(file: string): FlawsmithError {
  return new FlawsmithError('package-damaged', `Not a float32 map in NumPy format: ${file}`, { file });
}

/** Writes a map as a NumPy file, whole or not at all. @throws FlawsmithError `not-writable` | `disk-full` | `not-found` */
export async function writeNpy(file: string, map: FloatMap): Promise<void> {
  await writeFileAtomic(file, encodeNpy(map));
}
