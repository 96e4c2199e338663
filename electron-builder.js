import { readFileSync } from 'node:fs';
import { drawIcon, iconFile } from './scripts/lib/icon.mjs';
import { lockFile } from './scripts/lib/paths.mjs';
import { shippedPatterns } from './scripts/lib/shipped.mjs';

const lock = JSON.parse(readFileSync(lockFile, 'utf8'));

/**
 * Installers. The shell is Electron's; the studio, its Node, TensorFlow and the weights travel beside it as plain files, for
 * this machine's system and processor. Linux alone: no TensorFlow is pinned for Windows or macOS (resources/tensorflow.json).
 */
export default {
  appId: 'org.flawsmith.studio',
  productName: 'Flawsmith',
  directories: { output: 'dist' },
  files: ['out/main/**', 'out/preload/**', 'package.json', '!node_modules/**'],
  asar: true,
  // Electron's program does one thing: it shows the window. It runs no script, opens no debugger and loads nothing but its archive.
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  extraResources: [
    { from: 'package.json', to: 'studio/package.json' },
    { from: 'src', to: 'studio/src', filter: ['**/*', '!renderer/**', '!preload/**'] },
    { from: 'resources', to: 'studio/resources' },
    { from: 'out/renderer', to: 'studio/out/renderer' },
    { from: 'node_modules', to: 'studio/node_modules', filter: shippedPatterns(lock, process) },
    {
      from: '.flawsmith/tensorflow',
      to: 'studio/.flawsmith/tensorflow',
      // CUDA goes along where this machine was set up with it: an installed program has no set-up
      filter: ['stamp.json', 'deps/**/*', 'tensorflow/*.so*', 'nvidia/**/*', '!deps/include', '!**/include/**'],
    },
    { from: '.flawsmith/weights', to: 'studio/.flawsmith/weights', filter: ['*/**'] },
  ],
  linux: { target: ['AppImage', 'deb'], category: 'Science', maintainer: 'Flawsmith', icon: iconFile },
  npmRebuild: false,
  beforePack: drawIcon,
};
