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

/**
 * A file's own tests, of those that reach it: named like it or lying in a folder that is (synthesis/plan/ of synthesis/plan.ts),
 * else named like its folder or lying in one of that name, else unit tests that import it, else those of the folder above.
 */
function ownTests(file, reaching) {
  const name = basename(file, '.ts');
  const [folder, above] = [basename(dirname(file)), basename(dirname(dirname(file)))];
  const isNamed = (test) => test.endsWith(`/${name}.test.ts`) || test.includes(`/${folder}/${name}/`);
  const isOf = (one) => (test) => test.endsWith(`/${one}.test.ts`) || test.includes(`/${one}/`);
  const isDirect = (test) => test.startsWith('tests/unit/') && importersOf(file).includes(test);
  const own = [isNamed, isOf(folder), isDirect, isOf(above)].map((test) => reaching.filter(test));
  return own.find((tests) => tests.length > 0) ?? [];
}

/**
 * The tests that a file's mutants are tried against: its own, else those that reach it by the fewest imports. Whole suites
 * would take a day. With `all`, every unit, reference and contract test that reaches it.
 */
export function testsFor(file, all) {
  const rings = [...testRings(file)];
  const reaching = rings.flat().sort();
  if (all) return reaching;
  const own = ownTests(file, reaching);
  return own.length > 0 ? own : (rings.find((tests) => tests.length > 0) ?? []).sort();
}

/** The tests that reach a file by one import, by two, and so on. */
function* testRings(file) {
  const seen = new Set([file]);
  for (let ring = [file]; ring.length > 0;) {
    ring = [...new Set(ring.flatMap(importersOf))].filter((one) => !seen.has(one));
    ring.forEach((one) => seen.add(one));
    yield ring.filter((one) => one.endsWith('.test.ts'));
  }
}
