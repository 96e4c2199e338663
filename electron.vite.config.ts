import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';

/** Builds the shell, its bridge and the window. The studio and the engine run from their sources and are not bundled. */
export default defineConfig({
  main: {
    build: {
      externalizeDeps: { exclude: ['zod'] }, // the installed shell has no node_modules of its own
      outDir: 'out/main',
      lib: { entry: 'src/main/index.ts', formats: ['cjs'] }, // every Electron loads it, older ones no modules
    },
  },
  preload: {
    build: { outDir: 'out/preload', lib: { entry: 'src/preload/index.ts', formats: ['cjs'] } },
  },
  renderer: {
    root: 'src/renderer',
    build: { outDir: 'out/renderer', minify: true, rollupOptions: { input: 'src/renderer/index.html' } },
    plugins: [vue()],
  },
});
