/** What a file's first bytes say of it: a format that is read, or in words what it is instead; null where they say nothing. */
export type Content =
  { reads: 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif' | 'avif' | 'bmp' | 'netpbm' } | { foreign: string } | null;

type Signature = readonly [at: number, pattern: RegExp, content: Exclude<Content, null>];

/** Matched against bytes as Latin-1 text; the first that fits holds. */
const signatures: readonly Signature[] = [
  [0, /^\xff\xd8\xff/, { reads: 'jpeg' }],
  [0, /^\x89PNG\r\n\x1a\n/, { reads: 'png' }],
  [0, /^RIFF[^]{4}WEBP/, { reads: 'webp' }],
  [0, /^(II[*+]\0|MM\0[*+])[^]{4}CR\x02/, { foreign: 'a raw picture of a camera (CR2)' }],
  [0, /^(II[*+]\0|MM\0[*+])/, { reads: 'tiff' }],
  [0, /^(IIRO|IIU\0|FUJIFILMCCD)/, { foreign: 'a raw picture of a camera' }],
  [0, /^GIF8[79]a/, { reads: 'gif' }],
  [4, /^ftypavi[fs]/, { reads: 'avif' }],
  [4, /^ftyp(hei|hev|mif1|msf1)/, { foreign: 'HEIC' }],
  [4, /^ftypcrx/, { foreign: 'a raw picture of a camera (CR3)' }],
  [0, /^BM[^]{12}[\x0c\x10\x28\x34\x38\x40\x6c\x7c]\0\0\0/, { reads: 'bmp' }],
  [0, /^P[1-6][\s#]/, { reads: 'netpbm' }],
  [0, /^P7\n/, { foreign: 'PAM' }],
  [0, /^P[Ff]\s/, { foreign: 'PFM' }],
  [0, /^(\0\0\0\x0cjP {2}|\xff\x4f\xff\x51)/, { foreign: 'JPEG 2000' }],
  [0, /^(\0\0\0\x0cJXL |\xff\x0a)/, { foreign: 'JPEG XL' }],
  [0, /^8BPS/, { foreign: 'a Photoshop document' }],
  [0, /^%PDF/, { foreign: 'PDF' }],
  [0, /^\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)*(<!DOCTYPE svg[^>]*>\s*)?<svg/i, { foreign: 'SVG, a drawing' }],
  [0, /^v\/1\x01/, { foreign: 'OpenEXR' }],
  [0, /^#\?(RADIANCE|RGBE)/, { foreign: 'Radiance HDR' }],
  [0, /^SIMPLE {2}=/, { foreign: 'FITS' }],
  [0, /^\0\0[\x01\x02]\0/, { foreign: 'an icon' }],
  [0, /^\x93NUMPY/, { foreign: 'a NumPy array' }],
  [128, /^DICM/, { foreign: 'DICOM' }],
];

export function contentOf(bytes: Uint8Array): Content {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString('latin1');
  return signatures.find(([at, pattern]) => pattern.test(start.slice(at)))?.[2] ?? null;
}
