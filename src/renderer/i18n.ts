import { createI18n } from 'vue-i18n';
import de from './locales/de/index.ts';
import en from './locales/en/index.ts';

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

const stored = localStorage.getItem('flawsmith.language');

/** English is complete; German proves that the second language fits. What German lacks falls back to English. */
export const i18n = createI18n({
  legacy: false,
  locale: stored === 'de' ? 'de' : 'en',
  fallbackLocale: 'en',
  messages: { en, de },
  missingWarn: false,
  fallbackWarn: false,
});

export function setLanguage(language: Language): void {
  i18n.global.locale.value = language;
  localStorage.setItem('flawsmith.language', language);
  document.documentElement.lang = language;
}
