import { describe, expect, it } from 'vitest';
import { childEnvironment, engineEnvironment } from '#shared/environment.ts';

const kept = {
  PATH: '/bin',
  https_proxy: 'http://proxy',
  LC_ALL: 'C',
  FLAWSMITH_HOME: '/setup',
  CUDA_VISIBLE_DEVICES: '0',
};
const dangerous = {
  ...{ NODE_OPTIONS: '--inspect', Node_Path: '/x', NODE_EXTRA_CA_CERTS: '/ca', LD_PRELOAD: '/y.so', LD_AUDIT: '/z.so' },
  ...{ ELECTRON_RUN_AS_NODE: '1', ELECTRON_ENABLE_LOGGING: '1', DYLD_INSERT_LIBRARIES: '/y', PYTHONPATH: '/p' },
};

describe('the environment of a child process', () => {
  it('is what is known to be harmless, and nothing else', () => {
    expect(childEnvironment({ ...kept, ...dangerous })).toEqual(kept);
    expect(engineEnvironment({ ...kept, ...dangerous })).toEqual(kept);
  });

  it('has a search path of libraries in the engine alone, of absolute folders', () => {
    const own = { ...kept, LD_LIBRARY_PATH: '/cuda/lib64::lib:/more' };
    const studio = childEnvironment(own);
    expect(studio).not.toHaveProperty('LD_LIBRARY_PATH');
    expect(engineEnvironment(studio)).toEqual({ ...kept, LD_LIBRARY_PATH: '/cuda/lib64:/more' });
    expect(engineEnvironment(own)).toEqual({ ...kept, LD_LIBRARY_PATH: '/cuda/lib64:/more' });
    expect(engineEnvironment({ ...kept, LD_LIBRARY_PATH: '.:' })).toEqual(kept);
  });
});
