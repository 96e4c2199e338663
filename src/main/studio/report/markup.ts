import { type Fill, type Html, html } from './html.ts';

/** A table of rows of cells; the first column is what a row is about. */
export function table(head: readonly Fill[], rows: readonly (readonly Fill[])[]): Html {
  return html`<table>
    <thead>
      <tr>
        ${head.map((cell) => html`<th scope="col">${cell}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([first, ...cells]) =>
          html`<tr>
            <th scope="row">${first}</th>
            ${cells.map((cell) => html`<td>${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Named values, one a line. */
export const facts = (rows: readonly (readonly [string, Fill])[]): Html =>
  html`<dl>
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;

/** A part of the page under its title. */
export const section = (title: string, ...content: Fill[]): Html =>
  html`<section>
    <h2>${title}</h2>
    ${content}
  </section>`;
