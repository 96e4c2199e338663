// The layers and which may import which; docs/architecture.md draws the same table.
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const layer = (name) => ({ path: `^src/main/${name}/` });
const outside = (from, ...allowed) => ({ path: '^src/', pathNot: [from, ...allowed].map((path) => `^src/${path}/`) });
const native = '(^|/)node_modules/(@tensorflow|onnxruntime|sharp|electron)';

export default {
  forbidden: [
    forbid(
      'no-circular',
      'A circle cannot be read or tested in parts.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid('resolvable', 'An import that resolves to nothing.', {}, { couldNotResolve: true }),
    forbid(
      'declared',
      'A package that package.json does not name.',
      {},
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    forbid(
      'shared-is-the-bottom',
      'shared imports nothing of the layers above.',
      { path: '^src/shared/' },
      outside('shared'),
    ),
    forbid(
      'vision-is-pure',
      'vision imports neither packages nor Node.',
      { path: '^src/shared/vision/' },
      { dependencyTypes: ['npm', 'core'], dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'shared-runs-anywhere',
      'shared runs in the browser too.',
      { path: '^src/shared/' },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'contract-is-plain',
      'The contract and the words need neither pixels nor the layers.',
      { path: '^src/shared/(domain|contract)/' },
      { path: '^src/shared/vision/' },
    ),
    forbid(
      'forging-stands-alone',
      'Forging serves the engine and the studio: it knows the shared layer only.',
      layer('forging'),
      outside('main/forging', 'shared'),
    ),
    forbid(
      'engine-stands-alone',
      'The engine knows shared and forging only; the studio reaches it by messages.',
      layer('engine'),
      outside('main/engine', 'main/forging', 'shared'),
    ),
    forbid(
      'scoring-stands-alone',
      'Production scores with shared and scoring alone.',
      layer('scoring'),
      outside('main/scoring', 'shared'),
    ),
    forbid(
      'studio-below-doors',
      'The studio knows neither engine nor its own doors.',
      layer('studio'),
      outside('main/studio', 'main/forging', 'main/scoring', 'shared'),
    ),
    forbid(
      'scoring-package-is-small',
      'A computer at the line installs scoring without TensorFlow, Electron or the studio.',
      { path: '^packages/scoring/' },
      { path: '^src/main/(studio|engine|server|shell)/|(^|/)node_modules/(@tensorflow|electron)' },
    ),
    forbid('server-and-cli-apart', 'Two doors to one core.', layer('server'), layer('cli')),
    forbid('cli-and-server-apart', 'Two doors to one core.', layer('cli'), { path: '^src/main/(server|engine)/' }),
    forbid('doors-not-engine', 'The server reaches the engine through the studio.', layer('server'), layer('engine')),
    forbid(
      'tensorflow-in-engine-only',
      'TensorFlow blocks its thread: one process has it.',
      { path: '^src/', pathNot: '^src/main/engine/' },
      { path: '(^|/)node_modules/@tensorflow' },
    ),
    forbid('engine-scores-not', 'onnxruntime belongs to scoring.', layer('engine'), {
      path: '(^|/)node_modules/onnxruntime',
    }),
    forbid(
      'renderer-is-a-browser',
      'The window runs in any browser.',
      { path: '^src/renderer/' },
      { dependencyTypes: ['core'] },
    ),
    forbid('renderer-without-native', 'The window runs in any browser.', { path: '^src/renderer/' }, { path: native }),
    forbid(
      'renderer-by-contract',
      'The window talks through the contract.',
      { path: '^src/renderer/' },
      outside('renderer', 'shared'),
    ),
    forbid(
      'renderer-stages-apart',
      'What two stages need lives in ui/ or canvas/.',
      { path: '^src/renderer/stages/([^/]+)/' },
      { path: '^src/renderer/stages/', pathNot: '^src/renderer/stages/$1/' },
    ),
    forbid(
      'shell-is-thin',
      'The Electron shell starts the studio and imports none of it.',
      { path: '^src/main/(index\\.ts$|shell/)' },
      { path: '^src/main/(?!shell/).+/' },
    ),
    forbid(
      'no-tests-in-source',
      'The program does not import its tests.',
      { path: '^src/' },
      { path: '^(tests|benchmarks|scripts)/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.node.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'require', 'default', 'types'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.vue', '.json'],
    },
  },
};
