import { FlawsmithError } from '#shared/errors.ts';
import {
  type AttributeValue,
  type ElementType,
  encodeModel,
  type NodeRecord,
  type TensorData,
  type TensorValue,
  type ValueRecord,
} from './format.ts';

/** Opset of every model we write; IR version 8 is the one that came with it, so older runtimes read it too. */
export const onnxOpset = 17;
const irVersion = 8;

export interface OpOptions {
  /** Name of the (first) output; made up from the operator where absent. */
  name?: string;
}

/**
 * An ONNX graph under construction. Values are named by strings: every method that makes one returns its name, and an
 * operator may only read values that exist already, so the graph is sorted and free of cycles by construction.
 */
export class OnnxGraph {
  readonly name: string;
  private readonly nodes: NodeRecord[] = [];
  private readonly initializers = new Map<string, TensorValue>();
  private readonly inputs: ValueRecord[] = [];
  private readonly outputs: ValueRecord[] = [];
  private readonly values = new Set<string>();
  private readonly counters = new Map<string, number>();
  private readonly shared = new Map<string, string>();
  private readonly metadata: Record<string, string> = {};

  constructor(name: string) {
    this.name = name;
  }

  /** Declares a graph input. A string dimension is symbolic. @throws FlawsmithError where the name is taken */
  input(name: string, type: ElementType, dims: readonly (number | string)[]): string {
    this.inputs.push({ name: this.claim(name), type, dims });
    return name;
  }

  /**
   * Declares a graph output: the value of that name, or `value` under that name.
   * @throws FlawsmithError where there is no such value, or the name is an output already
   */
  output(name: string, type: ElementType, dims: readonly (number | string)[], value: string = name): string {
    if (this.outputs.some((output) => output.name === name)) throw duplicate(name);
    if (value === name) this.requireValue(name, 'output');
    else this.op('Identity', [value], {}, { name });
    this.outputs.push({ name, type, dims });
    return name;
  }

  /** Notes something beside the graph that a program which opens the model can read. */
  note(name: string, value: string): void {
    this.metadata[name] = value;
  }

  /** Stores a tensor, row-major. The array is not copied: leave it unchanged until {@link serialize}. */
  constant(name: string, data: TensorData, shape: readonly number[]): string {
    const length = shape.reduce((product, dimension) => product * dimension, 1);
    if (length !== data.length) {
      const message = `Constant ${name} has ${data.length} values for shape [${shape.join(', ')}]`;
      throw new FlawsmithError('internal', message);
    }
    this.initializers.set(this.claim(name), { data, shape });
    return name;
  }

  /** int64 constant of whole numbers, equal ones stored once; a vector, or a scalar for a single number. */
  int64(values: number | readonly number[]): string {
    const list = typeof values === 'number' ? [values] : values;
    const shape = typeof values === 'number' ? [] : [list.length];
    return this.sharedConstant(`int64:${shape}:${list}`, () => [BigInt64Array.from(list, BigInt), shape]);
  }

  /** int32 scalar, equal ones stored once. */
  int32(value: number): string {
    return this.sharedConstant(`int32:${value}`, () => [Int32Array.of(value), []]);
  }

  /** float32 scalar, equal ones stored once. */
  float32(value: number): string {
    return this.sharedConstant(`float32:${value}`, () => [Float32Array.of(value), []]);
  }

  /** float64 scalar, equal ones stored once. */
  float64(value: number): string {
    return this.sharedConstant(`float64:${value}`, () => [Float64Array.of(value), []]);
  }

  /**
   * Adds an operator with one output and returns that output's name. An empty input name leaves an optional one out.
   * @throws FlawsmithError on an input that does not exist or an output name that is taken
   */
  op(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    options: OpOptions = {},
  ): string {
    return this.ops(type, inputs, attributes, [options.name ?? this.freshName(type)])[0]!;
  }

  /** As {@link op}, for operators with several outputs. */
  ops(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>>,
    outputs: readonly string[],
  ): readonly string[] {
    for (const input of inputs) if (input !== '') this.requireValue(input, type);
    for (const output of outputs) this.claim(output);
    this.nodes.push({ type, name: `node_${this.nodes.length}_${type}`, inputs, outputs, attributes });
    return outputs;
  }

  /** The model as bytes of an .onnx file. @throws FlawsmithError without an output */
  serialize(): Uint8Array {
    if (this.outputs.length === 0) throw new FlawsmithError('internal', 'An ONNX graph needs at least one output');
    return encodeModel({
      graphName: this.name,
      irVersion,
      opset: onnxOpset,
      producer: 'flawsmith',
      producerVersion: '1',
      nodes: this.nodes,
      initializers: this.initializers,
      inputs: this.inputs,
      outputs: this.outputs,
      metadata: this.metadata,
    });
  }

  private sharedConstant(key: string, make: () => [TensorData, number[]]): string {
    const known = this.shared.get(key);
    if (known !== undefined) return known;
    const name = this.constant(this.freshName('constant'), ...make());
    this.shared.set(key, name);
    return name;
  }

  private freshName(stem: string): string {
    let name: string;
    do {
      const count = (this.counters.get(stem) ?? 0) + 1;
      this.counters.set(stem, count);
      name = `${stem}_${count}`;
    } while (this.values.has(name));
    return name;
  }

  private claim(name: string): string {
    if (name === '') throw new FlawsmithError('internal', 'An ONNX value needs a name');
    if (this.values.has(name)) throw duplicate(name);
    this.values.add(name);
    return name;
  }

  private requireValue(name: string, reader: string): void {
    if (!this.values.has(name)) throw new FlawsmithError('internal', `ONNX ${reader} reads unknown value ${name}`);
  }
}

function duplicate(name: string): FlawsmithError {
  return new FlawsmithError('internal', `ONNX value ${name} is defined twice`);
}
