import { expect, it } from 'vitest';
import { childEnvironment } from '#shared/environment.ts';

it('hands a child all but what would change which code runs in it', () => {
  const kept = { PATH: '/bin', HTTPS_PROXY: 'http://proxy', LD_LIBRARY_PATH: '/cuda', FLAWSMITH_HOME: '/setup' };
  const own = { ...kept, NODE_OPTIONS: '--inspect', Node_Path: '/x', LD_PRELOAD: '/y.so', ELECTRON_RUN_AS_NODE: '1' };
  expect(childEnvironment(own)).toEqual(kept);
});
