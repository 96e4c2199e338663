/**
 * The window: start of the studio, and what 300 previews leave in the page's memory. Needs the built page.
 * node scripts/with-node.mjs benchmarks/window.ts; prints one JSON object.
 */
import { cpus, loadavg } from 'node:os';
import { withBench } from './benchPage.ts';

const previews = 300;

const measured = await withBench(async ({ page, startMs, redraw }) => {
  const client = await page.context().newCDPSession(page);
  const heap = async (): Promise<number> => {
    await client.send('HeapProfiler.collectGarbage');
    const { usedSize } = await client.send('Runtime.getHeapUsage');
    return usedSize / 2 ** 20;
  };
  await page.getByTestId('range-contrast').getByRole('slider').first().focus();
  for (let i = 0; i < 8; i++) await redraw('ArrowRight');
  const heapBefore = await heap();
  for (let i = 0; i < previews; i++) await redraw(i % 2 ? 'ArrowLeft' : 'ArrowRight');
  return { startMs: Math.round(startMs), heapBeforeMb: Math.round(heapBefore), heapAfterMb: Math.round(await heap()) };
});
process.stdout.write(
  `${JSON.stringify({
    benchmark: 'window',
    ...measured,
    budgetStartMs: 2000,
    previews,
    cores: cpus().length,
    load: Math.round(loadavg()[0]! * 10) / 10,
  })}\n`,
);
