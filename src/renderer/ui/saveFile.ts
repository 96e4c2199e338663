/** ms; by then a dialog has taken the file. */
const forgetAfter = 600_000;

/** Gives a file to the browser to save: at once, or where a person's dialog says. @param name of the file */
export function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), forgetAfter);
}
