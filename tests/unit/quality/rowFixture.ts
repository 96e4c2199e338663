import type { MeasuredRow } from '../../../benchmarks/quality/rows.ts';
import { defaultSettings, settingsHash } from '../../../benchmarks/quality/settings.ts';

/** A measured row with figures that are easy to tell; what a test is about is given. */
export function measuredRow(values: Partial<MeasuredRow> = {}): MeasuredRow {
  const settings = defaultSettings({ minutes: 3 });
  return {
    data: 'screw',
    seed: 0,
    settings: { ...settings },
    settingsHash: settingsHash(settings),
    commit: 'aaa',
    machine: '2 × processor',
    backend: 'tensorflow-cpu',
    date: '2026-01-01T00:00:00.000Z',
    load: [1, 2],
    seconds: 200,
    nTrain: 80,
    nCalibration: 20,
    nNormal: 10,
    nAnomalous: 15,
    imageAuroc: 0.9,
    imageAp: 0.8,
    pixelAuroc: 0.7,
    pixelAp: 0.6,
    aupro30: 0.5,
    trainSeconds: 180,
    steps: 300,
    msPerImage: 12.5,
    peakRssMb: 2000,
    kinds: [{ kind: 'bend', n: 15, imageAuroc: 0.9 }],
    ...values,
  };
}
