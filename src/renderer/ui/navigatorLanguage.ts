/** A system without a locale names its language in a way that Intl refuses (en-US@posix), and the chart library asks it at import. */
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true });
}

export {};
