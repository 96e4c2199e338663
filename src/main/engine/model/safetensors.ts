import { open, readFile, rename, rm } from 'node:fs/promises';
import { cutOffEnding } from '#shared/domain/runs.ts';
import { FlawsmithError } from '#shared/errors.ts';

/** Named float32 arrays with shapes, as they stand in a safetensors file. */
export interface NamedArray {
  shape: number[];
  data: Float32Array;
}
export type NamedArrays = Record<string, NamedArray>;

export interface SafetensorsFile {
  tensors: NamedArrays;
  metadata: Record<string, string>;
}

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/**
 * Reads a safetensors file of float32 tensors (https://github.com/huggingface/safetensors, format section).
 * @param damaged the code a broken file is reported with
 * @throws FlawsmithError `not-found` or the given code, naming the file
 */
export async function readSafetensors(
  file: string,
  damaged: 'checkpoint-damaged' | 'engine-unavailable' = 'checkpoint-damaged',
): Promise<SafetensorsFile> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new FlawsmithError(damaged === 'engine-unavailable' ? damaged : 'not-found', `Cannot read ${file}`, {
      file,
      cause,
      ...(damaged === 'engine-unavailable' && { hint: 'Run `npm run setup` to fetch the backbone weights.' }),
    });
  }
  try {
    return parse(bytes);
  } catch (cause) {
    const hint = damaged === 'checkpoint-damaged' ? 'Train again; this run cannot be used.' : 'Run `npm run setup`.';
    throw new FlawsmithError(damaged, `Not a whole safetensors file: ${file}`, { file, hint, cause });
  }
}

function parse(bytes: Buffer): SafetensorsFile {
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerLength)) as Record<string, HeaderEntry>;
  const start = 8 + headerLength;
  const tensors: NamedArrays = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const [from, to] = entry.data_offsets;
    const count = entry.shape.reduce((product, side) => product * side, 1);
    if (entry.dtype !== 'F32' || to - from !== count * 4 || start + to > bytes.length) {
      throw new RangeError(`Tensor ${name} does not fit the file`);
    }
    const data = new Float32Array(count);
    Buffer.from(data.buffer).set(bytes.subarray(start + from, start + to));
    tensors[name] = { shape: entry.shape, data };
  }
  return { tensors, metadata: (header['__metadata__'] ?? {}) as unknown as Record<string, string> };
}

/** Writes a safetensors file: temporary name, fsync, rename, so a kill leaves the old file or the new one. */
export async function writeSafetensors(file: string, content: SafetensorsFile): Promise<void> {
  const header: Record<string, unknown> = { __metadata__: content.metadata };
  const names = Object.keys(content.tensors).sort();
  let offset = 0;
  for (const name of names) {
    const { shape, data } = content.tensors[name]!;
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  let text = JSON.stringify(header);
  text += ' '.repeat((8 - (Buffer.byteLength(text) % 8)) % 8); // the format wants an aligned header
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
  const parts = names.map((name) => {
    const { data } = content.tensors[name]!;
    return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  });
  await replaceFile(file, [head, Buffer.from(text), ...parts]);
}

/** Writes beside the target, syncs, renames: a kill leaves the old file or the new one. */
export async function replaceFile(file: string, parts: readonly Uint8Array[]): Promise<void> {
  const temporary = `${file}.${process.pid}${cutOffEnding}`;
  const handle = await open(temporary, 'w');
  try {
    for (const part of parts) await handle.writeFile(part);
    await handle.sync();
    await handle.close();
    await rename(temporary, file);
  } catch (error) {
    await handle.close().catch((closing: unknown) => void closing);
    await rm(temporary, { force: true });
    throw error;
  }
}
