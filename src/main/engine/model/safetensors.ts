import { createHash } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
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

/** What was read; `isSealed` where it carried a checksum, which then was right. */
export interface ReadSafetensors extends SafetensorsFile {
  isSealed: boolean;
}

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/**
 * Reads a safetensors file of float32 tensors (https://github.com/huggingface/safetensors, format section), strictly: the
 * tensors must fill it, and a checksum that it carries must be right.
 * @param damaged the code a broken file is reported with
 * @throws FlawsmithError `not-found` or the given code, naming the file
 */
export async function readSafetensors(
  file: string,
  damaged: 'checkpoint-damaged' | 'engine-unavailable' = 'checkpoint-damaged',
): Promise<ReadSafetensors> {
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

function parse(bytes: Buffer): ReadSafetensors {
  const headerLength = Number(bytes.readBigUInt64LE(0));
  if (headerLength > bytes.length - 8) throw new RangeError('The header is longer than the file');
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerLength)) as Record<string, HeaderEntry>;
  const body = bytes.subarray(8 + headerLength);
  const { [metadataName]: noted, ...entries } = header;
  const { [sealName]: seal, ...metadata } = (noted ?? {}) as unknown as Record<string, string>;
  if (seal !== undefined && seal !== sealOf({ ...header, [metadataName]: metadata }, [body])) {
    throw new RangeError('The content is not what its checksum says');
  }
  checkCover(Object.entries(entries), body.length);
  const tensors: NamedArrays = {};
  for (const [name, { shape, data_offsets }] of Object.entries(entries)) {
    const data = new Float32Array(countOf(shape));
    Buffer.from(data.buffer).set(body.subarray(...data_offsets));
    tensors[name] = { shape, data };
  }
  return { tensors, metadata, isSealed: seal !== undefined };
}

const metadataName = '__metadata__';
const sealName = 'flawsmithSha256';

/** sha256 over the header without the seal itself, and all tensors. */
function sealOf(header: Record<string, unknown>, parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256').update(JSON.stringify(header));
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

const countOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** Float32 tensors of whole shapes lie side by side and fill the file: none overlaps, nothing is left over. */
function checkCover(entries: readonly [string, HeaderEntry][], length: number): void {
  const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
  let end = 0;
  for (const [name, { dtype, shape, data_offsets: offsets }] of [...entries].sort(byOffset)) {
    const isWhole = dtype === 'F32' && shape.every(isCount) && offsets.length === 2 && offsets.every(isCount);
    if (!isWhole || offsets[0] !== end || offsets[1] - offsets[0] !== countOf(shape) * 4) {
      throw new RangeError(`Tensor ${name} does not fit the file`);
    }
    end = offsets[1];
  }
  if (end !== length) throw new RangeError(`${length - end} bytes do not belong to any tensor`);
}

/** By place; empty tensors before the one that begins where they do. */
function byOffset([, a]: [string, HeaderEntry], [, b]: [string, HeaderEntry]): number {
  return a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1];
}

/**
 * Writes a safetensors file with a checksum of its content: temporary name, fsync, rename, so a kill leaves the old file or
 * the new one.
 */
export async function writeSafetensors(file: string, content: SafetensorsFile): Promise<void> {
  const header: Record<string, unknown> = { [metadataName]: content.metadata };
  const names = Object.keys(content.tensors).sort();
  let offset = 0;
  for (const name of names) {
    const { shape, data } = content.tensors[name]!;
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const parts = names.map((name) => {
    const { data } = content.tensors[name]!;
    return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  });
  header[metadataName] = { ...content.metadata, [sealName]: sealOf(header, parts) };
  let text = JSON.stringify(header);
  text += ' '.repeat((8 - (Buffer.byteLength(text) % 8)) % 8); // the format wants an aligned header
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
  await replaceFile(file, [head, Buffer.from(text), ...parts]);
}

/** Writes beside the target, syncs, renames, syncs the folder: a kill or a power cut leaves the old file or the new one. */
export async function replaceFile(file: string, parts: readonly Uint8Array[]): Promise<void> {
  const temporary = `${file}.${process.pid}${cutOffEnding}`;
  const handle = await open(temporary, 'w');
  try {
    for (const part of parts) await handle.writeFile(part);
    await handle.sync();
    await handle.close();
    await rename(temporary, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await handle.close().catch((closing: unknown) => void closing);
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Makes a new name durable. Windows syncs no folders. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dir, 'r');
  await handle.sync().finally(() => handle.close());
}
