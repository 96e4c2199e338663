import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { buildDetectorGraph } from '#engine/export/exportDetector.ts';
import { loadBackbone } from '#engine/model/backbones/index.ts';
import { disposeWeights } from '#engine/model/layers.ts';
import { fullRoi } from '#shared/domain/images.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import { backboneFile } from '#studio/paths.ts';
import { fitDetector } from '../../fixtures/detectors.ts';
import { texturedPart } from '../../fixtures/parts.ts';
import { testPython } from '../../fixtures/python.ts';

/** A score in bfloat16 differs by what the backbone's own rounding does; it took a good part of 0.22 for one of 0.78 before. */
const tolerance = 0.04;
const python = testPython();
const hasOpenVino = python !== null && spawnSync(python, ['-c', 'import openvino']).status === 0;

describe.skipIf(!existsSync(backboneFile) || !hasOpenVino)(
  'an exported model in a runtime that computes in bfloat16 (needs OpenVINO in FLAWSMITH_TEST_PYTHON)',
  () => {
    it.each([
      ['as it comes', '{}'],
      ['in bfloat16', '{"INFERENCE_PRECISION_HINT": "bf16"}'],
    ])('scores as onnxruntime does: OpenVINO %s', async (_, options) => {
      const folder = await mkdtemp(join(tmpdir(), 'flawsmith-openvino-'));
      const backbone = await loadBackbone(backboneFile);
      const { detector } = await fitDetector(backbone, squareOf(128));
      try {
        const model = buildDetectorGraph(backbone, detector, fullRoi).serialize();
        await writeFile(join(folder, 'model.onnx'), model);
        const session = await InferenceSession.create(model);
        // 150 × 150 is resized; one of 12 parts is like those that were fitted.
        const parts = Array.from({ length: 12 }, (_, i) => texturedPart(squareOf(150), i * 7));
        for (const { data, width } of parts.slice(8)) data.fill(10, 60 * width * 3, 75 * width * 3); // a dark bar across
        const expected: number[] = [];
        for (const { data, width, height } of parts) {
          const { score } = await session.run({ image: new Tensor('uint8', data, [height, width, 3]) });
          expected.push((score!.data as Float32Array)[0]!);
        }
        await session.release();
        await writeFile(join(folder, 'pictures'), Buffer.concat(parts.map(({ data }) => data)));
        const said = execFileSync(python!, ['-c', script, folder, options], { encoding: 'utf8' });
        const found = JSON.parse(said.trim().split('\n').at(-1)!) as number[];
        const apart = found.map((score, i) => Math.abs(score - expected[i]!));
        expect(Math.max(...apart)).toBeLessThan(tolerance);
        expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(2 * tolerance); // else nothing was shown
      } finally {
        disposeWeights(detector.head);
        backbone.dispose();
        await rm(folder, { recursive: true, force: true });
      }
    });
  },
);

const script = `
import json, sys, numpy, openvino
folder, options = sys.argv[1], json.loads(sys.argv[2])
pictures = numpy.fromfile(folder + '/pictures', numpy.uint8).reshape(-1, 150, 150, 3)
model = openvino.Core().compile_model(folder + '/model.onnx', 'CPU', options)
print(json.dumps([float(model({'image': picture})[model.output('score')]) for picture in pictures]))
`;
