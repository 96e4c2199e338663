import protobuf from 'protobufjs/minimal.js';
import type { Manifest } from '#shared/domain/manifest.ts';

/** Sides of a tensor; null: not known before it is computed. */
type Shape = (number | null)[];

/**
 * What stands against a model by the sizes of its outputs, as its graph declares them, in words that follow its name; null where
 * nothing does. The export declares every one, so a map that would fill memory is refused before anything is computed.
 * @param bytes of which `unfitModel` says nothing
 */
export function unfitOutputs(bytes: Uint8Array, { mapWidth, mapHeight }: Manifest['outputs']): string | null {
  const shapes = declaredOutputs(bytes);
  const [score, map] = [shapes.get('score'), shapes.get('map')];
  if (!score || !map) return 'has no score or no map';
  if (score.some((side) => side !== 1)) return `gives ${sides(score)} scores for a picture`;
  const isPromised = map.length === 2 && map[0] === mapHeight && map[1] === mapWidth;
  return isPromised ? null : `gives a map of ${sides([...map].reverse())} instead of ${mapWidth} × ${mapHeight}`;
}

const sides = (shape: Shape): string => shape.map((side) => side ?? '?').join(' × ') || 'no sides';

/** Shapes of the outputs by name. @param bytes a model in ONNX format */
function declaredOutputs(bytes: Uint8Array): Map<string, Shape> {
  const outputs = new Map<string, Shape>();
  for (const graph of inner(bytes, 7)) {
    for (const output of inner(graph, 12)) {
      const [name] = inner(output, 1);
      const tensors = inner(output, 2).flatMap((type) => inner(type, 1));
      const dimensions = tensors.flatMap((tensor) => inner(tensor, 2)).flatMap((shape) => inner(shape, 1));
      const hasShape = tensors.some((tensor) => inner(tensor, 2).length > 0);
      outputs.set(new TextDecoder().decode(name), hasShape ? dimensions.map(sideOf) : [null]);
    }
  }
  return outputs;
}

/** Contents of a message's fields of a number, as messages or texts. */
function inner(message: Uint8Array, wanted: number): Uint8Array[] {
  const reader = protobuf.Reader.create(message);
  const found: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === wanted && (tag & 7) === 2) found.push(reader.bytes());
    else reader.skipType(tag & 7);
  }
  return found;
}

/** `dim_value` of a dimension; null where it has none. */
function sideOf(dimension: Uint8Array): number | null {
  const reader = protobuf.Reader.create(dimension);
  let side: number | null = null;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === 8) side = Number(reader.int64());
    else reader.skipType(tag & 7);
  }
  return side;
}
