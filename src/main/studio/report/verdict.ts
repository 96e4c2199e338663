import type { ReportData } from './gather.ts';
import { type Html, html } from './html.ts';
import { section } from './markup.ts';
import type { Speech, SpokenVerdict } from './speech.ts';

/** What is to be made of the run, why, and the one thing to do next: gravest first. */
export function verdictSection({ advice }: ReportData, speech: Speech): Html {
  const { t } = speech;
  const title = t('verdict.title');
  const next = (words: string): Html => html`<p class="next"><b>${t('verdict.next')}</b> ${words}</p>`;
  const [first, ...others] = speech.advice(advice);
  if (!first) return section(title, html`<p class="headline">${t('verdict.none')}</p>`, next(t('verdict.evaluate')));
  return section(
    title,
    html`<p class="headline">${first.words}</p>`,
    reasonsOf(first),
    next(first.next),
    others.map((one) => [
      html`<h3>${t('verdict.also', { words: one.words })}</h3>`,
      reasonsOf(one),
      html`<p class="note">${t('verdict.toDo', { words: one.next })}</p>`,
    ]),
  );
}

const reasonsOf = ({ why }: SpokenVerdict): Html =>
  html`<ul>
    ${why.map((words) => html`<li>${words}</li>`)}
  </ul>`;
