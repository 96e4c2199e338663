import { adviceRows } from '#shared/domain/adviceWords.ts';
import type { ReportData } from './gather.ts';
import { type Html, html } from './html.ts';
import { section } from './markup.ts';

/** What is to be made of the run, why, and the one thing to do next: gravest first. */
export function verdictSection({ advice }: ReportData): Html {
  if (advice.length === 0) {
    return section(
      'Verdict',
      html`<p class="headline">Not evaluated: no verdict</p>`,
      html`<p class="next"><b>Next:</b> Evaluate the run.</p>`,
    );
  }
  const [first, ...others] = adviceRows(advice);
  return section(
    'Verdict',
    html`<p class="headline">${first!.words}</p>`,
    reasonsOf(first!),
    html`<p class="next"><b>Next:</b> ${first!.next.words}</p>`,
    others.map((one) => [
      html`<h3>Also: ${one.words}</h3>`,
      reasonsOf(one),
      html`<p class="note">To do: ${one.next.words}</p>`,
    ]),
  );
}

const reasonsOf = ({ why }: ReturnType<typeof adviceRows>[number]): Html =>
  html`<ul>
    ${why.map(({ words }) => html`<li>${words}</li>`)}
  </ul>`;
