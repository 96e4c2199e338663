import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNode24 } from '../lib/node24.mjs';
import { addonFile, bindingPackage, lockFile, setupDir, tensorflowManifest, weightsManifest } from '../lib/paths.mjs';
import { backbones, stampOf } from './weights.mjs';

const file = join(setupDir, 'ready.json');

/** What the whole set-up depends on. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const input of [lockFile, tensorflowManifest, weightsManifest]) hash.update(readFileSync(input));
  return hash.digest('hex');
}

/** What a finished set-up lacks, in words; empty when all is there. Takes milliseconds: sizes and stamps, no checksums. */
export function missingParts() {
  if (!existsSync(file)) return ['set-up has not finished here yet'];
  const missing = [];
  if (JSON.parse(readFileSync(file, 'utf8')).fingerprint !== fingerprint())
    missing.push('pinned versions have changed');
  if (!findNode24()) missing.push('Node 24');
  if (!existsSync(addonFile)) missing.push('the native addon');
  if (!existsSync(join(bindingPackage, 'deps', 'lib', 'libtensorflow.so'))) missing.push('the TensorFlow library');
  for (const backbone of backbones().filter(({ isNeeded }) => isNeeded)) {
    const isWhole = statSync(backbone.path, { throwIfNoEntry: false })?.size === backbone.bytes;
    if (!isWhole || stampOf(backbone) !== backbone.sha256) missing.push(`the weights of ${backbone.title}`);
  }
  return missing;
}

export function clearReady() {
  rmSync(file, { force: true });
}

export function markReady() {
  mkdirSync(setupDir, { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify({ fingerprint: fingerprint() })}\n`);
  renameSync(`${file}.new`, file);
}
