import { z } from 'zod';

/** What the doctor can say of a part of the installation, and what to do about it. Words of other languages go by the codes. */
export const doctorWords = {
  node: 'Node {version} at {path}',
  nodeOld: 'Node {version} at {path} is older than 24',
  library: 'TensorFlow library for the {flavour}',
  libraryMissing: 'There is no TensorFlow library at {file}',
  computes: 'TensorFlow {version} computes ({backend})',
  addonMissing: 'The native addon is not built',
  addonBroken: 'TensorFlow does not load: {failure}',
  weights: '{network} ({word}), sha256 {hash}',
  weightsMissing: '{network} ({word}) is not here: {file}',
  weightsAbsent: '{network} ({word}) is not here: {file}. Only runs with this network need it.',
  weightsOther: '{network} ({word}): {file} has sha256 {hash}, not {expected}',
  gpu: 'TensorFlow computes on {driver}',
  gpuNoDriver: 'TensorFlow computes on the processor: no NVIDIA driver was found',
  gpuNotSetUp: 'TensorFlow computes on the processor although there is {driver}: {why}',
  gpuNotLoaded: 'TensorFlow computes on the processor although the GPU library is set up and there is {driver}',
  disk: '{free} GB free at {folder}',
  python: 'Python {version}',
  pythonAbsent: 'No Python was found',
  runSetup: 'Run `npm run setup`.',
  setUpNetwork: 'To have it, run `npm run setup -- --backbone {word}`.',
  installAgain: 'Install Flawsmith again: this installation is not whole.',
  setUpAnew: 'Remove the .flawsmith folder and node_modules, then run `npm run setup`.',
  setUpGpu: 'Run `npm run setup -- --gpu`.',
  gpuInstaller: 'Take an installer that brings CUDA; this one does not.',
  updateDriver: 'CUDA 12 needs driver 525 or later; update the driver.',
  freeSpace: 'Free some space before importing or training.',
  installPython: 'Needed only to run set-up again: install python3 and python3-pip.',
} as const;
export type DoctorCode = keyof typeof doctorWords;

export const doctorSayingSchema = z.object({
  code: z.enum(Object.keys(doctorWords) as [DoctorCode, ...DoctorCode[]]),
  values: z.record(z.string(), z.string()),
});
export type DoctorSaying = z.infer<typeof doctorSayingSchema>;

/** A sentence with its values in their places. */
export const inWords = (
  { code, values }: DoctorSaying,
  words: Readonly<Record<DoctorCode, string>> = doctorWords,
): string => words[code].replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
