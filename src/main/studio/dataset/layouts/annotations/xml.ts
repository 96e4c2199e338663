/** An element of a document, its text without that of its children. */
export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: XmlElement[];
  text: string;
}

const token =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<!DOCTYPE[^>]*>|<(\/?)([\w:.-]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>|([^<]+)/g;
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Reads the plain XML that annotation tools write: elements, attributes, text; no entities of its own, which could grow
 * without end.
 * @returns the root element; null where the text is no XML document
 */
export function parseXml(text: string): XmlElement | null {
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  for (const [whole, cdata, closing, name, attributes, selfClosed, characters] of text.matchAll(token)) {
    const top = open.at(-1)!;
    if (cdata !== undefined) top.text += cdata;
    else if (characters !== undefined) top.text += decode(characters).trim();
    else if (name !== undefined && closing === '/') {
      if (open.length < 2 || top.name !== name) return null;
      open.pop();
    } else if (name !== undefined) {
      const element: XmlElement = { name, attributes: attributesOf(attributes ?? ''), children: [], text: '' };
      top.children.push(element);
      if (selfClosed !== '/' && !whole.endsWith('/>')) open.push(element);
    }
  }
  return open.length === 1 ? (root.children[0] ?? null) : null;
}

function attributesOf(text: string): Record<string, string> {
  const found = text.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
  return Object.fromEntries([...found].map(([, name, double, single]) => [name!, decode(double ?? single ?? '')]));
}

const decode = (text: string): string =>
  text.replace(/&(#x?[\da-f]+|\w+);/gi, (whole, code: string) => {
    if (!code.startsWith('#')) return entities[code] ?? whole;
    const point = code[1] === 'x' ? parseInt(code.slice(2), 16) : Number(code.slice(1));
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });

export const childrenNamed = (element: XmlElement, name: string): XmlElement[] =>
  element.children.filter((child) => child.name === name);

/** Text of the first child of that name; empty where there is none. */
export const childText = (element: XmlElement, name: string): string => childrenNamed(element, name)[0]?.text ?? '';
