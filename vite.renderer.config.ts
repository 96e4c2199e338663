import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** Builds the page alone, for the studio server and for tests; electron.vite.config.ts builds the same with the shell. */
export default defineConfig({
  root: 'src/renderer',
  plugins: [vue()],
  build: { outDir: '../../out/renderer', emptyOutDir: true, chunkSizeWarningLimit: 1500 },
});
