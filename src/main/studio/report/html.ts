/** Markup that is already safe. Anything else that is put into a template is escaped. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }

  toString(): string {
    return this.markup;
  }
}

export type Fill = Html | string | number | null | undefined | false | readonly Fill[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What no document may hold: control characters, and halves of a pair. */
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|\p{Cs}/gu;

const escaped = (text: string): string =>
  text.replaceAll(unprintable, '\ufffd').replaceAll(/[&<>"']/g, (sign) => entities[sign]!);

function filled(fill: Fill): string {
  if (fill === null || fill === undefined || fill === false) return '';
  if (fill instanceof Html) return fill.markup;
  if (Array.isArray(fill)) return fill.map(filled).join('');
  return escaped(String(fill));
}

/** Markup whose fills are escaped, in text and in quoted attributes alike; lists are joined, nothing stands for null. */
export function html(parts: TemplateStringsArray, ...fills: Fill[]): Html {
  return new Html(parts.reduce((text, part, i) => text + filled(fills[i - 1]) + part));
}
