import { expect, it } from 'vitest';
import type { RunRecord } from '#shared/domain/runs.ts';
import { alignCurves, axisFloor, earlierRun } from '../../src/renderer/stages/training/validationRows.ts';

const row = (step: number, imageAuroc: number | null, aupro30: number | null = 0.9) => ({
  step,
  seconds: step,
  imageAuroc,
  aupro30,
});

it('puts two runs on one axis of steps, with gaps where one was not judged', () => {
  const curves = alignCurves([row(0, 0.8), row(20, 0.9)], [row(0, 0.7), row(40, 0.95)]);
  expect(curves.steps).toEqual([0, 20, 40]);
  expect(curves.imageAuroc).toEqual([0.8, 0.9, null]);
  expect(curves.earlierImageAuroc).toEqual([0.7, null, 0.95]);
});

it('shows small differences near one, and every figure however low', () => {
  expect(axisFloor(alignCurves([row(0, 0.99, 0.97)], []))).toBe(0.9);
  expect(axisFloor(alignCurves([row(0, 0.99, 0.62)], [row(0, 0.45)]))).toBe(0.4);
  expect(axisFloor(alignCurves([row(0, null, null)], []))).toBe(0.9);
  expect(axisFloor(alignCurves([row(0, 0)], []))).toBe(0);
});

it('compares with the newest trained run before, never with a later or an unjudged one', () => {
  const run = (id: string, state: RunRecord['state'], validation: RunRecord['validation']): RunRecord =>
    ({ id, state, validation }) as RunRecord;
  const runs = [
    run('run-0001', 'trained', row(9, 1)),
    run('run-0002', 'trained', null),
    run('run-0003', 'cancelled', row(9, 1)),
    run('run-0004', 'running', row(9, 1)),
  ];
  expect(earlierRun(runs, 'run-0004')?.id).toBe('run-0001');
  expect(earlierRun(runs, 'run-0001')).toBeNull();
  expect(earlierRun(runs, 'run-9999')).toBeNull();
});
