import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';

const aliases = Object.entries(JSON.parse(readFileSync('package.json', 'utf8')).imports).map(([from, to]) => [
  from.replace('*', ''),
  to.replace('*', '').replace('./', ''),
]);

/** TypeScript files of a folder, or the file itself; paths from the project's root. */
export function sourcesIn(path) {
  return (statSync(path).isDirectory() ? globSync(`${path}/**/*.ts`) : [path]).map(normalize).sort();
}

function importsOf(file) {
  const found = [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, name]) => name);
  return found.flatMap((name) => {
    const alias = aliases.find(([from]) => name.startsWith(from));
    const path = alias ? alias[1] + name.slice(alias[0].length) : name.startsWith('.') ? join(dirname(file), name) : '';
    return path !== '' && existsSync(path) ? [normalize(path)] : [];
  });
}

let importers;
/** Who imports a file, for all sources, fixtures and quick tests. */
function importersOf(file) {
  if (!importers) {
    importers = new Map();
    const patterns = ['src/**/*.ts', 'tests/{unit,reference,contract,fixtures}/**/*.ts'];
    for (const one of patterns.flatMap((pattern) => globSync(pattern))) {
      for (const target of importsOf(one)) importers.set(target, [...(importers.get(target) ?? []), one]);
    }
  }
  return importers.get(file) ?? [];
}

/** A file's own tests: named like it or, for a file of a folder with one test, like the folder. */
function ownTests(file) {
  const named = (name) => globSync(`tests/{unit,reference,contract}/**/${name}.test.ts`).map(normalize);
  const names = [basename(file, '.ts'), basename(dirname(file)), basename(dirname(dirname(file)))];
  return names.map(named).find((tests) => tests.length > 0) ?? [];
}

/**
 * The tests that a file's mutants are tried against: its own, else those that reach it by the fewest imports. Whole suites
 * would take a day. With `all`, every unit, reference and contract test that reaches it.
 */
export function testsFor(file, all) {
  const own = all ? [] : ownTests(file);
  if (own.length > 0) return own.sort();
  const seen = new Set([file]);
  const tests = new Set();
  let ring = [file];
  while (ring.length > 0 && (all || tests.size === 0)) {
    ring = [...new Set(ring.flatMap(importersOf))].filter((one) => !seen.has(one));
    for (const one of ring) {
      seen.add(one);
      if (one.endsWith('.test.ts')) tests.add(one);
    }
  }
  return [...tests].sort();
}
