import { describe, expect, it } from 'vitest';
import { type DoctorCode, doctorWords, inWords } from '#shared/domain/doctorWords.ts';
import { germanDoctorWords } from '../../src/renderer/locales/de/doctorWords.ts';

const placesOf = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();

describe('what the doctor says', () => {
  it('has the same values in every language', () => {
    for (const code of Object.keys(doctorWords) as DoctorCode[]) {
      expect(placesOf(germanDoctorWords[code]), code).toEqual(placesOf(doctorWords[code]));
    }
  });

  it('has its values in their places, and leaves a place that has none', () => {
    const said = { code: 'disk', values: { free: '3.2', folder: '/data' } } as const;
    expect(inWords(said)).toBe('3.2 GB free at /data');
    expect(inWords(said, germanDoctorWords)).toBe('3.2 GB frei unter /data');
    expect(inWords({ code: 'disk', values: { free: '3.2' } })).toBe('3.2 GB free at {folder}');
  });
});
