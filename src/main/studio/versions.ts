import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { BackendInfo } from '#shared/contract/engine.ts';
import { projectRoot } from './paths.ts';

const packageSchema = z.object({ version: z.string() });

function versionOf(...path: string[]): string {
  return packageSchema.parse(JSON.parse(readFileSync(join(projectRoot, ...path, 'package.json'), 'utf8'))).version;
}

/** What the engine computes with, for people. */
export const engineName = 'TensorFlow 2.20';

/** Version of the program. */
export const flawsmithVersion = (): string => versionOf();

/** Versions of what computes, for records and reports. */
export function describeVersions({ tensorflow, tfjs, backend }: BackendInfo): Record<string, string> {
  return {
    flawsmith: versionOf(),
    node: process.versions.node,
    backend,
    tensorflow,
    tfjs,
    onnxruntime: versionOf('node_modules', 'onnxruntime-node'),
    sharp: versionOf('node_modules', 'sharp'),
  };
}
