import type { ExportJob, ExportResult } from '#shared/contract/engine.ts';
import type { Roi } from '#shared/domain/images.ts';
import { judgedShare } from '#shared/vision/judgedRegion.ts';
import type { Backbone } from '../model/backbones/architecture.ts';
import { loadBackbone } from '../model/backbones/index.ts';
import { type Detector, unjudgedLogit } from '../model/detector.ts';
import { summaryShares, totalWeight } from '../model/evidence.ts';
import { judgedTopCount } from '../model/features.ts';
import { disposeWeights } from '../model/layers.ts';
import { measureNames } from '../model/normalModel.ts';
import { type OutputCalibration, type Scale, type Standard, enlargement } from '../model/outputs.ts';
import { replaceFile } from '../model/safetensors.ts';
import { loadDetector } from '../training/checkpoint.ts';
import { addBackbone, addHead, addKnownDefects } from './detectorGraph.ts';
import { addContextDistances, addMeasures } from './distanceGraph.ts';
import { OnnxGraph, onnxOpset } from './onnx/graph.ts';
import { reshape } from './onnx/layers.ts';
import { addPreprocessing } from './preprocessing.ts';

/**
 * Writes a trained run as one ONNX file: uint8 RGB of any size in, `score` (scalar) and `map` [height, width] of the working picture out.
 * @throws FlawsmithError `no-run`, `checkpoint-damaged`, `disk-full`, `not-writable`
 */
export async function exportDetector(job: ExportJob): Promise<ExportResult> {
  const { detector, meta } = await loadDetector(job.checkpoint);
  const backbone = await loadBackbone(job.backboneFile, meta.config.backbone ?? null);
  try {
    await replaceFile(job.out, [buildDetectorGraph(backbone, detector, job.roi).serialize()]);
    const { picture } = detector.layout;
    const { config, step, seconds } = meta;
    const share = judgedShare(detector.normal.judged.pixels);
    const { identity } = backbone;
    return { backbone: identity, picture, map: picture, opset: onnxOpset, judgedShare: share, config, step, seconds };
  } finally {
    backbone.dispose();
    disposeWeights(detector.head);
  }
}

/** The whole detector, preprocessing included, as a graph. */
export function buildDetectorGraph(backbone: Backbone, detector: Detector, roi: Roi): OnnxGraph {
  const graph = new OnnxGraph('flawsmith-detector');
  const { picture, grid } = detector.layout;
  const image = graph.input('image', 'uint8', ['height', 'width', 3]);
  const { zones } = detector.normal.judged;
  const pixels = addPreprocessing(graph, image, { roi, picture, zones, scale: backbone.architecture.input });
  const z = addBackbone(graph, pixels, backbone, detector);
  const calibrated = addMeasures(graph, z, detector);
  const distances = measureNames.map((name) => calibrated[name]);
  const measures = graph.op('Concat', distances, { axis: 1 });
  const logits = addHead(graph, { ...z, measures }, detector);
  const { outputs } = detector;
  const judgedOnly = judgedLogits(graph, detector);
  const response = addKnownDefects(graph, z, detector).map(judgedOnly);
  const evidence = [judgedOnly(logits), ...distances, ...response];
  const cells = weightedMean(graph, evidence, outputs.cells);
  const raw = enlarged(graph, reshape(graph, cells, [grid.height, grid.width]), detector);
  graph.output('map', 'float32', [picture.height, picture.width], squashed(graph, raw, outputs.map));
  const summaries = [
    ...evidence.map((map, e) =>
      outputs.tops[e]!.weight ? topMean(graph, map, detector, outputs.cells[e]!.mean) : map,
    ),
    ...addContextDistances(graph, z, detector),
  ];
  const score = withKnown(graph, fusedScore(graph, summaries, outputs), response, detector);
  graph.output('score', 'float32', [], squashed(graph, score, outputs.score));
  graph.note('image', 'uint8 [height, width, 3], RGB in this order, any size, upright; crop and resize are inside');
  graph.note('image.colour', 'RGB');
  graph.note('backbone', `${backbone.identity.name} sha256 ${backbone.identity.sha256}`);
  return graph;
}

/** Cells [grid height, grid width] as a raw map; see enlargement() of model/outputs.ts. */
function enlarged(graph: OnnxGraph, cells: string, { layout, normal }: Detector): string {
  const { picture, grid } = layout;
  const { rows, columns, judged } = enlargement(grid, picture, normal.judged);
  const down = graph.constant('enlargement.rows', rows, [picture.height, grid.height]);
  const across = graph.constant('enlargement.columns', columns, [picture.width, grid.width]);
  const transposed = graph.op('Transpose', [across], { perm: [1, 0] });
  const smoothed = (counted: string): string => graph.op('MatMul', [graph.op('MatMul', [down, counted]), transposed]);
  if (!judged) return smoothed(cells);
  const region = graph.constant('judged.cells', judged.region, [grid.height, grid.width]);
  const shape = [picture.height, picture.width];
  const gained = graph.op('Mul', [
    smoothed(graph.op('Mul', [cells, region])),
    graph.constant('judged.gain', judged.gain, shape),
  ]);
  return graph.op('Add', [gained, graph.constant('judged.offset', judged.offset, shape)]);
}

/** What makes logits the lowest outside the judged region; the distances are so by their calibration. */
function judgedLogits(graph: OnnxGraph, { layout, normal }: Detector): (logits: string) => string {
  const region = normal.judged.cells;
  if (region.every((judged) => judged)) return (logits) => logits;
  const shape = [1, 1, layout.grid.height, layout.grid.width];
  const inside = graph.constant('region', region, shape);
  const below = region.map((judged) => (judged ? 0 : unjudgedLogit));
  const outside = graph.constant('region.outside', below, shape);
  return (logits) => graph.op('Add', [graph.op('Mul', [logits, inside]), outside]);
}

/** Σ weight · (value − mean) / deviation over Σ weight; what has no weight is not computed. */
function weightedMean(graph: OnnxGraph, values: readonly string[], standards: readonly Standard[]): string {
  const total = totalWeight(standards);
  const terms = values.flatMap((value, e) => {
    const { mean, deviation, weight } = standards[e]!;
    if (weight === 0) return [];
    const centred = graph.op('Sub', [value, graph.float32(mean)]);
    return [graph.op('Mul', [centred, graph.float32(weight / total / deviation)])];
  });
  return terms.length ? graph.op('Sum', terms) : graph.op('Mul', [values[0]!, graph.float32(0)]);
}

/** See rawScore() of model/evidence.ts; what has no weight is not computed. */
function fusedScore(graph: OnnxGraph, summaries: readonly string[], { tops, sharpness }: OutputCalibration): string {
  const counted = summaries.filter((_, e) => tops[e]!.weight > 0);
  if (sharpness === 0 || counted.length === 0) return weightedMean(graph, summaries, tops);
  const standards = tops.filter(({ weight }) => weight > 0);
  const total = totalWeight(standards);
  const row = (name: string, value: (standard: Standard) => number): string =>
    graph.constant(`score.${name}`, Float32Array.from(standards, value), [standards.length]);
  const values = graph.op(
    'Concat',
    counted.map((value) => reshape(graph, value, [1])),
    { axis: 0 },
  );
  const centred = graph.op('Sub', [values, row('means', ({ mean }) => mean)]);
  const z = graph.op('Mul', [centred, row('gains', ({ deviation }) => 1 / deviation)]);
  const most = graph.op('ReduceMax', [z], { axes: [0], keepdims: 0 });
  const powers = graph.op('Exp', [graph.op('Mul', [graph.op('Sub', [z, most]), graph.float32(sharpness)])]);
  const shares = graph.op('Mul', [powers, row('shares', ({ weight }) => weight / total)]);
  const sum = graph.op('ReduceL1', [shares], { axes: [0], keepdims: 0 }); // none is negative
  return graph.op('Add', [most, graph.op('Mul', [graph.op('Log', [sum]), graph.float32(1 / sharpness)])]);
}

/** The score with what the response to labelled defects adds, if there is one; see rawScore() of model/evidence.ts. */
function withKnown(graph: OnnxGraph, score: string, [response]: readonly string[], detector: Detector): string {
  const { known, cells } = detector.outputs;
  if (!known || response === undefined) return score;
  const summary = topMean(graph, response, detector, cells.at(-1)!.mean);
  const centred = graph.op('Sub', [summary, graph.float32(known.mean)]);
  return graph.op('Add', [score, graph.op('Mul', [centred, graph.float32(known.weight / known.deviation)])]);
}

/** See squash() of model/outputs.ts. */
function squashed(graph: OnnxGraph, raw: string, { centre, spread }: Scale): string {
  const u = graph.op('Div', [graph.op('Sub', [raw, graph.float32(centre)]), graph.float32(spread)]);
  const half = graph.op('Mul', [graph.op('Softsign', [u]), graph.float32(0.5)]);
  return graph.op('Add', [half, graph.float32(0.5)]);
}

/** See topsOf() of model/evidence.ts. @param usual what the evidence is on average */
function topMean(graph: OnnxGraph, cells: string, { layout, normal, outputs }: Detector, usual: number): string {
  const count = judgedTopCount(normal.judged.cells);
  const shares = summaryShares(layout.grid, outputs.border);
  const flat = reshape(graph, cells, [shares.length]);
  const counted =
    outputs.border === 1
      ? flat
      : pulledIn(graph, flat, graph.constant(`${cells}.shares`, shares, [shares.length]), usual);
  const [values] = graph.ops('TopK', [counted, graph.int64([count])], {}, [`${cells}.top`, `${cells}.topIndices`]);
  return graph.op('ReduceMean', [values!], { axes: [0], keepdims: 0 });
}

/** usual + shares · (values − usual). */
function pulledIn(graph: OnnxGraph, values: string, shares: string, usual: number): string {
  const beyond = graph.op('Sub', [values, graph.float32(usual)]);
  return graph.op('Add', [graph.op('Mul', [beyond, shares]), graph.float32(usual)]);
}
