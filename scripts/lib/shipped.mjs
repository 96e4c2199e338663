/** Bundled into the page; nothing that runs in Node asks for them. */
const ofPage = ['@tanstack/vue-virtual', 'konva', 'pinia', 'reka-ui', 'uplot', 'vue', 'vue-i18n', 'vue-router'];
/** What a program that runs never reads. */
const unread = ['!**/*.map', '!**/*.d.ts', '!**/*.d.mts', '!**/*.d.cts', '!node-*/include/**', '!node-*/share/**'];

/** The place in the lock file of a package as another one finds it: in its own node_modules, or in one further up. */
function placeOf(name, from, packages) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const place = `${folder}${folder === '' ? '' : '/'}node_modules/${name}`;
    if (packages[place]) return place;
    if (folder === '') return null;
  }
}

/** True where a lock file's `os` or `cpu`, a word or a list, has this one or says nothing. */
const fits = (allowed, own) => allowed === undefined || [allowed].flat().includes(own);

/**
 * The packages that studio, engine and command line need on a machine, found from package.json's dependencies through the
 * lock file.
 * @param {{ packages: Record<string, object> }} lock package-lock.json
 * @param {{ platform: string, arch: string }} machine in Node's words
 * @returns {string[]} their folders below node_modules, sorted; a package inside another one's folder comes with that
 */
function shippedPackages(lock, { platform, arch }) {
  const { packages } = lock;
  const found = new Set();
  const visit = (place) => {
    if (found.has(place)) return;
    found.add(place);
    const { dependencies, optionalDependencies } = packages[place];
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) follow(name, place);
  };
  const follow = (name, from) => {
    const place = placeOf(name, from, packages);
    if (place && fits(packages[place].os, platform) && fits(packages[place].cpu, arch)) visit(place);
  };
  const { dependencies, optionalDependencies } = packages[''];
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    if (!ofPage.includes(name)) follow(name, '');
  }
  return [...found]
    .map((place) => place.slice('node_modules/'.length))
    .filter((place) => !place.includes('/node_modules/'))
    .sort();
}

/** What the installer takes of node_modules for a machine, in Node's words, as patterns of electron-builder. */
export function shippedPatterns(lock, machine) {
  const others = ['win32', 'darwin', 'linux'].filter((platform) => platform !== machine.platform);
  const processors = ['x64', 'arm64'].filter((arch) => arch !== machine.arch);
  return [
    ...shippedPackages(lock, machine).map((folder) => `${folder}/**/*`),
    ...unread,
    ...others.map((platform) => `!onnxruntime-node/bin/*/${platform}/**`),
    ...processors.map((arch) => `!onnxruntime-node/bin/*/*/${arch}/**`),
  ];
}
