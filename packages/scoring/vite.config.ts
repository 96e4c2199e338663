import { defineConfig } from 'vite';
import description from './package.json' with { type: 'json' };

/** Bundles what scoring needs of the project's sources; its four dependencies stay packages that npm installs. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist',
    emptyOutDir: true,
    minify: false,
    rolldownOptions: {
      input: { index: 'src/index.ts', cli: 'src/cli.ts', guardedScorer: 'src/guardedScorer.ts' },
      output: { chunkFileNames: '[name]-[hash].js' }, // beside the entries: one of them starts another
      external: [/^node:/, ...Object.keys(description.dependencies)],
    },
  },
  ssr: { noExternal: true, external: Object.keys(description.dependencies) },
});
