/** Endings of files that are read, in lower case. */
export const readEndings: ReadonlySet<string> = new Set([
  ...['.png', '.jpg', '.jpeg', '.jpe', '.jfif', '.webp', '.tif', '.tiff', '.gif', '.avif'],
  ...['.bmp', '.dib', '.pgm', '.ppm', '.pbm', '.pnm'],
]);

/** Endings of pictures that are not read: named with a reason wherever they are met, never passed over. */
const otherEndings: ReadonlySet<string> = new Set([
  ...['.jp2', '.j2k', '.jpf', '.jpx', '.j2c', '.jxl', '.jxr', '.wdp', '.heic', '.heif', '.hif', '.apng'],
  ...['.dng', '.raw', '.cr2', '.cr3', '.crw', '.nef', '.nrw', '.arw', '.srf', '.sr2', '.raf', '.orf', '.rw2', '.pef'],
  ...['.srw', '.x3f', '.kdc', '.3fr', '.iiq', '.svg', '.svgz', '.psd', '.psb', '.xcf', '.exr', '.hdr', '.pfm', '.pam'],
  ...['.tga', '.pcx', '.ico', '.cur', '.xbm', '.xpm', '.dds', '.qoi', '.fits', '.fit', '.fts', '.dcm', '.dicom'],
  ...['.ras', '.sgi', '.rgb', '.bif', '.svs', '.btf', '.tf8', '.ptif'],
]);

/** Whether a file is a picture by its ending, read or not. @param ending with its dot, any case */
export function isPictureEnding(ending: string): boolean {
  const lower = ending.toLowerCase();
  return readEndings.has(lower) || otherEndings.has(lower);
}
