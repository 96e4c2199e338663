import type { Tensor4D } from '@tensorflow/tfjs-node-gpu';
import type { BackboneIdentity } from '#shared/domain/backbones.ts';
import type { OnnxGraph } from '../../export/onnx/graph.ts';
import type { NamedArrays } from '../safetensors.ts';

/** One level of features that a backbone gives. */
export interface BackboneLevel {
  /** By its stride, such as `s8`. */
  readonly name: string;
  /** Pixels of the picture to a cell, each way. */
  readonly stride: number;
  readonly channels: number;
}

/** A level looked at as a whole: pooled to about `side` × `side` cells, of a picture that is not square as many in its proportion. */
export interface ContextView {
  readonly level: string;
  readonly side: number;
}

/** One number for all three channels, or one for each, in the order RGB. */
export type OfChannels = number | readonly [number, number, number];

/** All that the detector asks of a frozen network; one folder of this room each. */
export interface Architecture {
  readonly name: string;
  /** Finest first. */
  readonly levels: readonly BackboneLevel[];
  /** Pixels to a cell of the grid on which the detector works; finer levels are averaged onto it. */
  readonly gridStride: number;
  /** Levels whose neighbourhoods the memory of normal features knows. */
  readonly memoryLevels: readonly string[];
  /** Levels that show the part as a whole; runs made before there were several have the first alone. */
  readonly contexts: readonly ContextView[];
  /** What the network reads is (grey level − mean) / deviation. */
  readonly input: { readonly mean: OfChannels; readonly deviation: OfChannels };
  /** Names of the tensors that the network needs, of those in its file. */
  tensorNames(): string[];
  /**
   * The levels of a batch of input already brought to the network's scale [batch, height, width, 3]. Frees what it makes on the
   * way; the caller owns the result.
   * @returns in the order of `levels`, [batch, height / stride, width / stride, channels]
   */
  forward(input: Tensor4D, get: (name: string) => Tensor4D): Tensor4D[];
  /**
   * The same as nodes of an ONNX graph.
   * @param input name of a float32 value [1, 3, height, width] at the network's scale
   * @returns names in the order of `levels`, [1, channels, height / stride, width / stride]
   */
  addToGraph(graph: OnnxGraph, input: string, weights: NamedArrays): string[];
}

/** A network with its weights, frozen; dispose after use. */
export interface Backbone {
  readonly architecture: Architecture;
  /** Whose weights these are. */
  readonly identity: BackboneIdentity;
  /** The weights as read, for export. */
  readonly weights: NamedArrays;
  /** Raw pixels [batch, height, width, 3], 0–255, to the levels in their order. The caller owns them (call inside tf.tidy). */
  features(pixels: Tensor4D): Tensor4D[];
  dispose(): void;
}
