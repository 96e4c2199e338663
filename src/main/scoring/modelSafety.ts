import protobuf from 'protobufjs/minimal.js';
import type { Manifest } from '#shared/domain/manifest.ts';
import { unfitOutputs } from './modelOutputs.ts';

/** Ten times the largest model that is exported. */
export const mostModelBytes = 2 ** 30;

const lengthDelimited = 2;

/**
 * Messages of onnx.proto by the numbers of their fields: the message that a field holds, or why a model that has it is
 * refused. Fields that are not named hold numbers, texts and raw data. None of what is refused is written by the export.
 */
const messages = {
  model: { 7: 'graph', 20: refused('training'), 25: refused('functions') },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparseTensor' },
  node: { 5: 'attribute', 7: 'domain' },
  attribute: {
    ...{ 5: 'tensor', 6: refused('a graph inside a node'), 10: 'tensor', 11: refused('graphs inside a node') },
    ...{ 22: 'sparseTensor', 23: 'sparseTensor' },
  },
  sparseTensor: { 1: 'tensor', 2: 'tensor' },
  tensor: { 13: refused('weights outside its file'), 14: 'location' },
} as const satisfies Record<string, Readonly<Record<number, string | { refused: string }>>>;

function refused<const What extends string>(what: What): { refused: What } {
  return { refused: what };
}

/**
 * What stands against these bytes as a model, in words that follow its name; null where nothing does. A model is one graph of
 * ONNX's own operators with all its weights inside: weights beside it would be read from wherever the program was started and
 * by no hash; loops may never end; other operators and formats are not ours. Its outputs have the sizes that the manifest promises.
 */
export function unfitModel(bytes: Uint8Array, outputs: Manifest['outputs']): string | null {
  if (bytes.length > mostModelBytes) return tooLarge(bytes.length);
  // onnxruntime takes these bytes for a format of its own, whatever else they may be read as.
  if (String.fromCharCode(...bytes.subarray(4, 8)) === 'ORTM') return 'is not in ONNX format';
  try {
    const reader = protobuf.Reader.create(bytes);
    return unfitMessage(reader, bytes.length, 'model') ?? unfitOutputs(bytes, outputs);
  } catch {
    return 'is not in ONNX format';
  }
}

/** What stands against a model of so many bytes. */
export const tooLarge = (bytes: number): string =>
  `has ${Math.round(bytes / 1e6)} MB, more than the ${Math.round(mostModelBytes / 1e6)} MB that are opened`;

/** The first thing in a message, up to `end`, that speaks against the model; null where there is none. */
function unfitMessage(reader: protobuf.Reader, end: number, kind: keyof typeof messages): string | null {
  const fields: Readonly<Record<number, string | { refused: string }>> = messages[kind];
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag >>> 3 === 0) return 'is not in ONNX format';
    const inner = Object.hasOwn(fields, tag >>> 3) ? fields[tag >>> 3] : undefined;
    if (typeof inner === 'object') return `has ${inner.refused}`;
    if (inner === undefined) reader.skipType(tag & 7);
    else {
      const unfit = unfitField(reader, end, tag & 7, inner);
      if (unfit !== null) return unfit;
    }
  }
  return reader.pos === end ? null : 'is not in ONNX format';
}

function unfitField(reader: protobuf.Reader, end: number, wire: number, inner: string): string | null {
  if (inner === 'location') return wire === 0 && Number(reader.uint64()) === 0 ? null : 'has weights outside its file';
  if (wire !== lengthDelimited) return 'is not in ONNX format';
  if (inner === 'domain') {
    const domain = reader.string();
    return domain === '' || domain === 'ai.onnx' ? null : `has operators of ${domain.slice(0, 40)}`;
  }
  const stop = reader.uint32() + reader.pos;
  return stop > end ? 'is not in ONNX format' : unfitMessage(reader, stop, inner as keyof typeof messages);
}
