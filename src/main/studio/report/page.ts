import { runTitle } from '#shared/domain/runNames.ts';
import type { ReportLanguage } from '#shared/locales/translator.ts';
import { momentText } from './figures.ts';
import type { ReportData } from './gather.ts';
import { Html, html } from './html.ts';
import {
  auditSection,
  dataSection,
  figuresSection,
  limitsSection,
  picturesSection,
  priorsSection,
  runSection,
  warnings,
} from './sections.ts';
import { forgedSection, scoresSection } from './series.ts';
import { speechIn } from './speech.ts';
import { style } from './style.ts';
import { verdictSection } from './verdict.ts';

/** Names the program that wrote a file, so that no other file is written over. */
export const reportMark = 'Flawsmith report';

const sections = [
  ...[warnings, verdictSection, limitsSection, scoresSection, forgedSection, figuresSection, picturesSection],
  ...[dataSection, runSection, priorsSection, auditSection],
];

/** The report as one page that needs nothing else: styles and pictures lie in it, and nothing in it runs or is fetched. */
export function reportPage(data: ReportData, language: ReportLanguage = 'en'): string {
  const speech = speechIn(language, data.pixelSize?.mmPerPixel ?? null);
  const { t } = speech;
  const title = `${data.product}, ${runTitle(data.run)}`;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"
        />
        <meta name="generator" content="${reportMark}" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <header>
          <p class="note">${t('title')} · ${momentText(data.madeAt)}</p>
          <h1>${data.product}</h1>
          <p class="run">
            ${runTitle(data.run)} · ${t('trained', { at: momentText(data.run.finishedAt ?? data.run.createdAt) })} ·
            ${t('priorsNamed', { name: data.run.config.priorSet.name })}
          </p>
        </header>
        <main>${sections.map((section) => section(data, speech))}</main>
      </body>
    </html> `.markup;
}
