import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allowFolder } from '../../src/main/shell/allowFolder.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await startTestStudio();
});
afterAll(() => studio.close());

it('the shell opens a folder that was picked, and says so where the studio refuses', async () => {
  const { port, token } = studio.server;
  const picked = studio.dir;
  await allowFolder({ port, token }, picked);
  expect((await studio.client.folders.list({ path: picked })).path).toBe(picked);
  await expect(allowFolder({ port, token }, join(picked, 'none'))).rejects.toThrow(/does not open .*none/);
  await expect(allowFolder({ port, token: 'other' }, picked)).rejects.toThrow(/401/);
});
