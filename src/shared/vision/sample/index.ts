export { sampleProductPlan, sampleSessionsCsv } from './plan.ts';
export type { SamplePicture } from './plan.ts';
export { renderSamplePart, sampleDefects } from './render.ts';
export type { SampleDefect, SampleOptions } from './render.ts';
