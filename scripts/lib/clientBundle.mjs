import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What score.mjs reads pictures with: the studio's own decoder as one plain file. */
export const clientBundleFile = fileURLToPath(new URL('../../resources/package/reading/pictures.mjs', import.meta.url));

/** @returns the text that belongs into {@link clientBundleFile}, made from the sources as they are */
export async function clientBundle() {
  const { output } = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: true,
      write: false,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: fileURLToPath(new URL('../../src/main/scoring/decode.ts', import.meta.url)),
        external: [/^node:/, 'sharp'],
        preserveEntrySignatures: 'strict',
      },
    },
  });
  const note = '// Reads pictures as Flawsmith does. Made from its sources by `npm run build:client`; do not edit.\n';
  return note + output[0].code;
}
