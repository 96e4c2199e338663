import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';

/** Builds the shell, its bridge and the window. The studio and the engine run from their sources and are not bundled. */
export default defineConfig({
  main: {
    // The installed shell has no node_modules of its own.
    build: { externalizeDeps: { exclude: ['zod'] }, outDir: 'out/main', lib: { entry: 'src/main/index.ts' } },
  },
  preload: {
    build: { outDir: 'out/preload', lib: { entry: 'src/preload/index.ts', formats: ['cjs'] } },
  },
  renderer: {
    root: 'src/renderer',
    build: { outDir: 'out/renderer', rollupOptions: { input: 'src/renderer/index.html' } },
    plugins: [vue()],
  },
});
