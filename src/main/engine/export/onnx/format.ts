import protobuf from 'protobufjs/minimal.js';
import { FlawsmithError } from '#shared/errors.ts';

type Writer = protobuf.Writer;

/**
 * The part of ONNX's wire format that the writer needs. Field numbers are those of onnx.proto (IR version 9),
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; repeated numbers are written unpacked, as proto2 asks.
 */
export const elementTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float64: 11 } as const;
export type ElementType = keyof typeof elementTypes;

export type TensorData = Float32Array | Float64Array | Uint8Array | Int32Array | BigInt64Array;

export interface TensorValue {
  data: TensorData;
  shape: readonly number[];
}

/** Numbers are ints and number lists are ints; floats must be said with {@link float} or {@link floats}. */
export type AttributeValue =
  number | readonly number[] | string | { float: number } | { floats: readonly number[] } | { tensor: TensorValue };

export interface NodeRecord {
  type: string;
  name: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: Readonly<Record<string, AttributeValue>>;
}

/** A graph input or output; a string dimension is symbolic. */
export interface ValueRecord {
  name: string;
  type: ElementType;
  dims: readonly (number | string)[];
}

export interface ModelRecord {
  graphName: string;
  irVersion: number;
  opset: number;
  producer: string;
  producerVersion: string;
  nodes: readonly NodeRecord[];
  initializers: ReadonlyMap<string, TensorValue>;
  inputs: readonly ValueRecord[];
  outputs: readonly ValueRecord[];
  /** What a program that opens the model can read beside it, by name. */
  metadata: Readonly<Record<string, string>>;
}

export const float = (value: number): AttributeValue => ({ float: value });
export const floats = (values: readonly number[]): AttributeValue => ({ floats: values });

const varint = 0;
const lengthDelimited = 2;
const fixed32 = 5;
const tag = (writer: Writer, field: number, wire: number): Writer => writer.uint32((field << 3) | wire);
const text = (writer: Writer, field: number, value: string): Writer =>
  tag(writer, field, lengthDelimited).string(value);
const integer = (writer: Writer, field: number, value: number): Writer => tag(writer, field, varint).int64(value);

function message(writer: Writer, field: number, write: (inner: Writer) => void): void {
  tag(writer, field, lengthDelimited).fork();
  write(writer);
  writer.ldelim();
}

/** The bytes of a ModelProto. */
export function encodeModel(model: ModelRecord): Uint8Array {
  const writer = protobuf.Writer.create();
  integer(writer, 1, model.irVersion);
  text(writer, 2, model.producer);
  text(writer, 3, model.producerVersion);
  message(writer, 7, (graph) => encodeGraph(graph, model));
  message(writer, 8, (opset) => {
    text(opset, 1, '');
    integer(opset, 2, model.opset);
  });
  for (const [name, value] of Object.entries(model.metadata)) {
    message(writer, 14, (entry) => {
      text(entry, 1, name);
      text(entry, 2, value);
    });
  }
  return writer.finish();
}

function encodeGraph(writer: Writer, model: ModelRecord): void {
  for (const node of model.nodes) message(writer, 1, (inner) => encodeNode(inner, node));
  text(writer, 2, model.graphName);
  for (const [name, value] of model.initializers) message(writer, 5, (inner) => encodeTensor(inner, value, name));
  for (const value of model.inputs) message(writer, 11, (inner) => encodeValueInfo(inner, value));
  for (const value of model.outputs) message(writer, 12, (inner) => encodeValueInfo(inner, value));
}

function encodeNode(writer: Writer, node: NodeRecord): void {
  for (const input of node.inputs) text(writer, 1, input);
  for (const output of node.outputs) text(writer, 2, output);
  text(writer, 3, node.name);
  text(writer, 4, node.type);
  for (const [name, value] of Object.entries(node.attributes)) {
    message(writer, 5, (inner) => encodeAttribute(inner, name, value));
  }
}

function encodeAttribute(writer: Writer, name: string, value: AttributeValue): void {
  text(writer, 1, name);
  if (typeof value === 'number') {
    integer(writer, 3, wholeNumber(name, value));
    integer(writer, 20, 2);
  } else if (typeof value === 'string') {
    text(writer, 4, value);
    integer(writer, 20, 3);
  } else if ('float' in value) {
    tag(writer, 2, fixed32).float(value.float);
    integer(writer, 20, 1);
  } else if ('floats' in value) {
    for (const item of value.floats) tag(writer, 7, fixed32).float(item);
    integer(writer, 20, 6);
  } else if ('tensor' in value) {
    message(writer, 5, (inner) => encodeTensor(inner, value.tensor, ''));
    integer(writer, 20, 4);
  } else {
    for (const item of value) integer(writer, 8, wholeNumber(name, item));
    integer(writer, 20, 7);
  }
}

function wholeNumber(attribute: string, value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new FlawsmithError('internal', `ONNX attribute ${attribute} holds ${value}; floats are said with float()`);
}

function encodeTensor(writer: Writer, { data, shape }: TensorValue, name: string): void {
  for (const dimension of shape) integer(writer, 1, dimension);
  integer(writer, 2, elementTypes[elementTypeOf(data)]);
  if (name !== '') text(writer, 8, name);
  tag(writer, 9, lengthDelimited).bytes(littleEndianBytes(data));
}

function elementTypeOf(data: TensorData): ElementType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Float64Array) return 'float64';
  if (data instanceof Int32Array) return 'int32';
  return data instanceof BigInt64Array ? 'int64' : 'uint8';
}

const hostIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function littleEndianBytes(data: TensorData): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (hostIsLittleEndian || data.BYTES_PER_ELEMENT === 1) return bytes;
  const swapped = bytes.slice();
  for (let i = 0; i < swapped.length; i += data.BYTES_PER_ELEMENT) {
    swapped.subarray(i, i + data.BYTES_PER_ELEMENT).reverse();
  }
  return swapped;
}

function encodeValueInfo(writer: Writer, { name, type, dims }: ValueRecord): void {
  text(writer, 1, name);
  message(writer, 2, (typeProto) =>
    message(typeProto, 1, (tensor) => {
      integer(tensor, 1, elementTypes[type]);
      message(tensor, 2, (shape) => {
        for (const dimension of dims) message(shape, 1, (inner) => encodeDimension(inner, dimension));
      });
    }),
  );
}

function encodeDimension(writer: Writer, dimension: number | string): void {
  if (typeof dimension === 'number') integer(writer, 1, dimension);
  else text(writer, 2, dimension);
}
