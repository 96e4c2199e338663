// Reads pictures as Flawsmith does. Made from its sources by `npm run build:client`; do not edit.
import { open, stat } from "node:fs/promises";
import sharp from "sharp";
import { crc32 } from "node:zlib";
/** Where nothing is known: files use all their 16 bits. */
var fullScale = { depth: {
	least: 8,
	most: 16
}.most };
// src/shared/errors.ts
/** A failure with a code, what it concerns and what to do about it. */
var FlawsmithError = class extends Error {
	code;
	file;
	hint;
	said;
	details;
	constructor(code, message, options = {}) {
		super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
		this.name = "FlawsmithError";
		this.code = code;
		this.file = options.file;
		this.hint = options.hint;
		this.said = options.said;
		this.details = options.details;
	}
};
/** Node's system error codes that have a plain meaning for the user. */
var systemCodes = {
	ENOSPC: [
		"disk-full",
		"The disk is full",
		"Free some space, then run the command again; nothing was lost.",
		"diskFull"
	],
	EDQUOT: [
		"disk-full",
		"The disk quota is used up",
		"Free some space, then run the command again.",
		"quotaUsed"
	],
	EACCES: [
		"not-writable",
		"No permission",
		"Choose another folder or ask for write access.",
		"noPermission"
	],
	EPERM: [
		"not-writable",
		"Not permitted",
		"Choose another folder or ask for write access.",
		"noPermission"
	],
	EROFS: [
		"not-writable",
		"The disk is read-only",
		"Choose a folder on a writable disk.",
		"diskReadOnly"
	],
	ENOENT: [
		"not-found",
		"Not found",
		"Check the path.",
		"pathMissing"
	],
	ENOTDIR: [
		"not-found",
		"Part of the path is a file, not a folder",
		"Check the path.",
		"pathIsFile"
	]
};
var backup = "Restore the folder of the product from a backup; the image files are not affected.";
var writable = "Check that the folder exists and that you may write in it.";
/** SQLite's primary result codes that have a plain meaning for the user, and one extended code. */
var sqliteCodes = {
	5: [
		"product-locked",
		"Another process is writing to the product",
		"Wait until it is done, then try again.",
		"productBusy"
	],
	8: [
		"not-writable",
		"The product cannot be written",
		writable,
		"productUnwritable"
	],
	10: [
		"not-writable",
		"The disk does not read or write",
		"Check the disk, then try again.",
		"diskFails"
	],
	11: [
		"product-damaged",
		"The product's database is damaged",
		backup,
		"databaseDamaged"
	],
	13: [
		"disk-full",
		"The disk is full",
		"Free some space, then try again.",
		"diskFull"
	],
	14: [
		"not-writable",
		"The product cannot be written",
		writable,
		"productUnwritable"
	],
	26: [
		"product-damaged",
		"The product's database is damaged",
		backup,
		"databaseDamaged"
	],
	4874: [
		"disk-full",
		"The disk is full",
		"Free some space, then try again.",
		"diskFull"
	]
};
function meaningOf({ code, errcode }) {
	if (code === "ERR_SQLITE_ERROR" && typeof errcode === "number") return sqliteCodes[errcode] ?? sqliteCodes[errcode & 255];
	return typeof code === "string" && Object.hasOwn(systemCodes, code) ? systemCodes[code] : void 0;
}
/** Turns anything thrown into a FlawsmithError (a CancelledError is the caller's to handle first). */
function toFlawsmithError(thrown, file) {
	if (thrown instanceof FlawsmithError) return thrown;
	if (!(thrown instanceof Error)) return new FlawsmithError("internal", String(thrown), { file });
	const system = thrown;
	const known = meaningOf(system);
	const path = file ?? (typeof system.path === "string" ? system.path : void 0);
	if (known) {
		const [code, message, hint, sentence] = known;
		return new FlawsmithError(code, path ? `${message}: ${path}` : message, {
			file: path,
			hint,
			cause: thrown,
			said: {
				code: sentence,
				values: {}
			}
		});
	}
	return new FlawsmithError("internal", thrown.message, {
		file: path,
		cause: thrown,
		details: thrown.stack
	});
}
// src/shared/failures.ts
/** What a failure says, for other languages. */
var said = (code, ...[values]) => ({
	code,
	values: values ?? {}
});
// src/main/scoring/reading/refusals.ts
/** Limits that keep a hostile or mistaken file from filling memory. */
var imageLimits = {
	bytes: 512 * 2 ** 20,
	pixels: 1e8,
	side: 32767,
	smallestSide: 16
};
/** @param why such as `is cut off` */
function damaged(file, why, details) {
	return new FlawsmithError("unreadable-image", `The image ${why}: ${file}`, {
		file,
		hint: "The file is damaged or was not copied whole; copy it again or leave it out.",
		said: said("imageDamaged", { file }),
		details
	});
}
/**
* @param what such as `is HEIC, a format that is not read`
* @param words what other languages say; by default that the picture is of a variety that is not read
*/
function unsupported(file, what, words = said("imageVariety", { file }), hint = "Save it as a single PNG, JPEG, WebP, BMP or TIFF picture of 8 or 16 bits.") {
	return new FlawsmithError("unsupported-image", `The image ${what}: ${file}`, {
		file,
		hint,
		said: words
	});
}
var manyFrames = (file, n) => unsupported(file, `has ${n} frames or pages`, said("imageFrames", {
	file,
	n
}));
function tooLarge(file, size) {
	return new FlawsmithError("image-too-large", `The image is too large (${size}): ${file}`, {
		file,
		hint: `At most ${imageLimits.pixels / 1e6} megapixels, ${imageLimits.side} pixels a side and 512 MB are read.`,
		said: said("imageTooLarge", {
			file,
			size
		})
	});
}
/** @throws FlawsmithError `image-too-large`, `image-too-small` */
function checkSides(width, height, file) {
	if (width > imageLimits.side || height > imageLimits.side || width * height > imageLimits.pixels) throw tooLarge(file, `${width} × ${height}`);
	if (Math.min(width, height) < imageLimits.smallestSide) throw new FlawsmithError("image-too-small", `The image is too small (${width} × ${height} pixels): ${file}`, {
		file,
		hint: `Each side needs at least ${imageLimits.smallestSide} pixels.`,
		said: said("imageTooSmall", {
			file,
			width,
			height
		})
	});
}
// src/main/scoring/reading/bmpRows.ts
/** Where a row, counted from the top, begins; rows are filled up to 4 bytes. @throws FlawsmithError `unreadable-image` */
function rowPlaces({ view, file, width, height, isTopDown, bits, pixelsAt }) {
	const rowBytes = Math.ceil(width * bits / 32) * 4;
	const lastBytes = Math.ceil(width * bits / 8);
	if (pixelsAt + rowBytes * (height - 1) + lastBytes > view.byteLength) throw damaged(file, "is cut off");
	return (row) => pixelsAt + rowBytes * (isTopDown ? row : height - 1 - row);
}
/** Palette indices, top row first. */
function unpackIndices(bitmap) {
	const { view, width, height, bits } = bitmap;
	const place = rowPlaces(bitmap);
	const indices = new Uint8Array(width * height);
	const perByte = 8 / bits;
	for (let y = 0; y < height; y++) {
		const from = place(y);
		for (let x = 0; x < width; x++) {
			const shift = 8 - bits * (x % perByte + 1);
			indices[y * width + x] = view.getUint8(from + Math.floor(x / perByte)) >> shift & 2 ** bits - 1;
		}
	}
	return indices;
}
/** Masks of red, green, blue and alpha; 0: none. */
function masksOf({ view, bits, compression, headerBytes }) {
	if (compression === 0) return bits === 16 ? [
		31744,
		992,
		31,
		0
	] : [
		16711680,
		65280,
		255,
		0
	];
	const mask = (i) => 54 + i * 4 + 4 <= view.byteLength ? view.getUint32(54 + i * 4, true) : 0;
	const hasAlpha = compression === 6 || headerBytes >= 56;
	return [
		mask(0),
		mask(1),
		mask(2),
		hasAlpha ? mask(3) : 0
	];
}
/** A table or rule from the masked bits of a pixel to 0 to 255. */
function channelOf(mask) {
	if (mask === 0) return () => 0;
	const low = 31 - Math.clz32(mask & -mask);
	const most = mask >>> low;
	return (pixel) => Math.floor(((pixel & mask) >>> low) * 255 / most);
}
/** RGB, and alpha where there is a mask of it and not all of it is 0, of 16, 24 or 32 bits a pixel. */
function unpackMasked(bitmap, withAlpha = true) {
	const { view, width, height, bits } = bitmap;
	const place = rowPlaces(bitmap);
	const masks = masksOf(bitmap);
	const channels = withAlpha && masks[3] !== 0 ? 4 : 3;
	const rules = masks.slice(0, channels).map(channelOf);
	const data = new Uint8Array(width * height * channels);
	const bytes = bits / 8;
	for (let y = 0, i = 0; y < height; y++) {
		const from = place(y);
		for (let x = 0; x < width; x++) {
			const at = from + x * bytes;
			const low = view.getUint16(at, true);
			const pixel = bytes === 2 ? low : bytes === 3 ? low | view.getUint8(at + 2) << 16 : view.getUint32(at, true);
			for (const rule of rules) data[i++] = rule(pixel);
		}
	}
	return channels === 4 && !hasContent(data) ? unpackMasked(bitmap, false) : {
		width,
		height,
		channels,
		data
	};
}
/** Whether any alpha is above 0: programs that know no alpha leave all of it 0. */
function hasContent(rgba) {
	for (let i = 3; i < rgba.length; i += 4) if (rgba[i] !== 0) return true;
	return false;
}
// src/main/scoring/reading/bmpRle.ts
/**
* Palette indices of a run-length bitmap (RLE8 or RLE4), top row first; places that are jumped over have index 0.
* @throws FlawsmithError `unreadable-image` where it ends before its end mark
*/
function unpackRle(bitmap) {
	const { view, width, height, isTopDown, bits, pixelsAt, file } = bitmap;
	const indices = new Uint8Array(width * height);
	let [at, x, y] = [
		pixelsAt,
		0,
		0
	];
	const next = () => {
		if (at >= view.byteLength) throw damaged(file, "is cut off");
		return view.getUint8(at++);
	};
	const put = (index) => {
		if (x < width && y < height) indices[(isTopDown ? y : height - 1 - y) * width + x] = index;
		x++;
	};
	const nibble = (byte, i) => bits === 8 ? byte : i % 2 === 0 ? byte >> 4 : byte & 15;
	const literal = (count) => {
		for (let i = 0, byte = 0; i < count; i++) {
			if (bits === 8 || i % 2 === 0) byte = next();
			put(nibble(byte, i));
		}
		if (Math.ceil(count * bits / 8) % 2 === 1) at++;
	};
	while (y < height) {
		const [count, what] = [next(), next()];
		if (count > 0) for (let i = 0; i < count; i++) put(nibble(what, i));
		else if (what === 1) break;
		else if (what === 0) [x, y] = [0, y + 1];
		else if (what === 2) [x, y] = [x + next(), y + next()];
		else literal(what);
	}
	return indices;
}
// src/main/scoring/reading/bmp.ts
/** compression field → what it is */
var plain = /* @__PURE__ */ new Set([
	0,
	3,
	6
]);
var runLength = {
	1: 8,
	2: 4
};
/**
* The header of a Windows bitmap: versions 1 (OS/2) to 5, 1 to 32 bits, run lengths, masks, top-down or bottom-up.
* @throws FlawsmithError `unreadable-image`, `unsupported-image`
*/
function readBmpHeader(bytes, file) {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	if (bytes.length < 26) throw damaged(file, "is cut off");
	const headerBytes = view.getUint32(14, true);
	if (bytes.length < 14 + headerBytes) throw damaged(file, "is cut off");
	const isCore = headerBytes < 40;
	const height = isCore ? view.getUint16(20, true) : view.getInt32(22, true);
	const bitmap = {
		view,
		file,
		width: isCore ? view.getUint16(18, true) : view.getInt32(18, true),
		height: Math.abs(height),
		isTopDown: height < 0,
		bits: view.getUint16(isCore ? 24 : 28, true),
		compression: isCore ? 0 : view.getUint32(30, true),
		pixelsAt: view.getUint32(10, true),
		headerBytes,
		colours: isCore ? 0 : view.getUint32(46, true)
	};
	checkBitmap(bitmap, file);
	return bitmap;
}
function checkBitmap({ width, bits, compression }, file) {
	if (width <= 0) throw damaged(file, "has a header that makes no sense");
	const isRun = runLength[compression] !== void 0;
	if (!plain.has(compression) && !isRun) throw unsupported(file, `is a BMP with ${{
		4: "JPEG",
		5: "PNG"
	}[compression] ?? `number ${compression}`} inside, which is not read`);
	if (!(isRun ? bits === runLength[compression] : compression === 0 ? [
		1,
		2,
		4,
		8,
		16,
		24,
		32
	].includes(bits) : bits === 16 || bits === 32)) throw unsupported(file, `is a BMP of ${bits} bits, which is not read`);
}
/** Pixels of a Windows bitmap, top row first: RGB, or RGB and alpha where the header has an alpha mask that is used. */
function decodeBmp(bytes, file) {
	const bitmap = readBmpHeader(bytes, file);
	const { width, height, bits, compression } = bitmap;
	if (bits > 8) return unpackMasked(bitmap);
	const indices = plain.has(compression) ? unpackIndices(bitmap) : unpackRle(bitmap);
	const palette = paletteOf(bitmap);
	const data = new Uint8Array(width * height * 3);
	for (let i = 0; i < width * height; i++) for (let c = 0; c < 3; c++) data[i * 3 + c] = palette[indices[i] * 3 + c];
	return {
		width,
		height,
		channels: 3,
		data
	};
}
/** 256 colours, RGB; black where the file has fewer. */
function paletteOf({ view, headerBytes, bits, colours, pixelsAt }) {
	const palette = /* @__PURE__ */ new Uint8Array(768);
	const entryBytes = headerBytes < 40 ? 3 : 4;
	const from = 14 + headerBytes;
	const room = Math.floor((Math.min(pixelsAt, view.byteLength) - from) / entryBytes);
	const count = Math.min(colours || 2 ** bits, 256, Math.max(room, 0));
	for (let i = 0; i < count; i++) for (let c = 0; c < 3; c++) palette[i * 3 + c] = view.getUint8(from + i * entryBytes + 2 - c);
	return palette;
}
// src/main/scoring/reading/content.ts
/** Matched against bytes as Latin-1 text; the first that fits holds. */
var signatures = [
	[
		0,
		/^\xff\xd8\xff/,
		{ reads: "jpeg" }
	],
	[
		0,
		/^\x89PNG\r\n\x1a\n/,
		{ reads: "png" }
	],
	[
		0,
		/^RIFF[^]{4}WEBP/,
		{ reads: "webp" }
	],
	[
		0,
		/^(II[*+]\0|MM\0[*+])[^]{4}CR\x02/,
		{ foreign: "a raw picture of a camera (CR2)" }
	],
	[
		0,
		/^(II[*+]\0|MM\0[*+])/,
		{ reads: "tiff" }
	],
	[
		0,
		/^(IIRO|IIU\0|FUJIFILMCCD)/,
		{ foreign: "a raw picture of a camera" }
	],
	[
		0,
		/^GIF8[79]a/,
		{ reads: "gif" }
	],
	[
		4,
		/^ftypavi[fs]/,
		{ reads: "avif" }
	],
	[
		4,
		/^ftyp(hei|hev|mif1|msf1)/,
		{ foreign: "HEIC" }
	],
	[
		4,
		/^ftypcrx/,
		{ foreign: "a raw picture of a camera (CR3)" }
	],
	[
		0,
		/^BM[^]{12}[\x0c\x10\x28\x34\x38\x40\x6c\x7c]\0\0\0/,
		{ reads: "bmp" }
	],
	[
		0,
		/^P[1-6][\s#]/,
		{ reads: "netpbm" }
	],
	[
		0,
		/^P7\n/,
		{ foreign: "PAM" }
	],
	[
		0,
		/^P[Ff]\s/,
		{ foreign: "PFM" }
	],
	[
		0,
		/^(\0\0\0\x0cjP {2}|\xff\x4f\xff\x51)/,
		{ foreign: "JPEG 2000" }
	],
	[
		0,
		/^(\0\0\0\x0cJXL |\xff\x0a)/,
		{ foreign: "JPEG XL" }
	],
	[
		0,
		/^8BPS/,
		{ foreign: "a Photoshop document" }
	],
	[
		0,
		/^%PDF/,
		{ foreign: "PDF" }
	],
	[
		0,
		/^\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)*(<!DOCTYPE svg[^>]*>\s*)?<svg/i,
		{ foreign: "SVG, a drawing" }
	],
	[
		0,
		/^v\/1\x01/,
		{ foreign: "OpenEXR" }
	],
	[
		0,
		/^#\?(RADIANCE|RGBE)/,
		{ foreign: "Radiance HDR" }
	],
	[
		0,
		/^SIMPLE {2}=/,
		{ foreign: "FITS" }
	],
	[
		0,
		/^\0\0[\x01\x02]\0/,
		{ foreign: "an icon" }
	],
	[
		0,
		/^\x93NUMPY/,
		{ foreign: "a NumPy array" }
	],
	[
		128,
		/^DICM/,
		{ foreign: "DICOM" }
	]
];
function contentOf(bytes) {
	const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString("latin1");
	return signatures.find(([at, pattern]) => pattern.test(start.slice(at)))?.[2] ?? null;
}
// src/main/scoring/reading/jpeg.ts
var markers = {
	end: 217,
	scan: 218,
	restartLow: 208,
	restartHigh: 215
};
var frames = /* @__PURE__ */ new Set([
	192,
	193,
	194,
	195,
	197,
	198,
	199,
	201,
	202,
	203,
	205,
	206,
	207
]);
var lossless = /* @__PURE__ */ new Set([
	195,
	199,
	203,
	207
]);
/**
* Walks a JPEG's segments without decoding: its end must be there, and as much data as the size in its header takes at the
* very least (2 bits a block of 8 × 8), so that a header cannot claim a picture that the file does not hold.
* @throws FlawsmithError `unreadable-image`, `unsupported-image`, `image-too-large`, `image-too-small`
*/
function surveyJpeg(bytes, file) {
	const junk = [];
	let [blocks, channels, isProgressive, data] = [
		0,
		0,
		false,
		0
	];
	for (let at = 2;;) {
		const begin = nextSegment(bytes, at);
		if (begin > at && data === 0) junk.push({
			from: at,
			to: begin
		});
		at = begin + 1;
		while (bytes[at] === 255) at++;
		const marker = bytes[at++];
		if (marker === void 0) throw damaged(file, "is cut off");
		if (marker === markers.end) break;
		const length = bytes[at] << 8 | bytes[at + 1];
		if (!(length >= 2) || at + length > bytes.length) throw damaged(file, "is cut off");
		if (frames.has(marker)) {
			const frame = bytes.subarray(at + 2, at + length);
			checkFrame(marker, frame[0], file);
			checkSides(frame[3] << 8 | frame[4], frame[1] << 8 | frame[2], file);
			blocks = blocksOf(frame);
			channels = frame[5] ?? 0;
			isProgressive = marker !== 192 && marker !== 193;
		}
		at += length;
		if (marker === markers.scan) {
			const end = nextSegment(bytes, at);
			data += end - at;
			at = end;
		}
	}
	const least = isProgressive ? blocks / 8 : blocks / 4;
	if (data < least) throw damaged(file, "is cut off: it holds far less data than its size takes");
	return {
		channels,
		junk
	};
}
/** What the beginning of a JPEG says of its picture; null where the frame is not in it, or it is damaged. */
function jpegSides(head) {
	for (let at = nextSegment(head, 2); at + 10 < head.length;) {
		const marker = head[at + 1];
		const [high, low] = [head[at + 2], head[at + 3]];
		if (frames.has(marker)) {
			const frame = head.subarray(at + 4);
			const [height, width] = [frame[1] << 8 | frame[2], frame[3] << 8 | frame[4]];
			return {
				width,
				height,
				channels: frame[5],
				bits: 8
			};
		}
		if (marker === markers.scan || marker === markers.end) return null;
		at = nextSegment(head, at + 2 + (high << 8 | low));
	}
	return null;
}
function checkFrame(marker, precision, file) {
	if (lossless.has(marker)) throw unsupported(file, "is a lossless JPEG, which is not read");
	if (precision !== 8) throw unsupported(file, `is a JPEG of ${precision} bits, which is not read`);
}
/** Blocks of 8 × 8 in all components. @param frame from its precision on */
function blocksOf(frame) {
	const height = frame[1] << 8 | frame[2];
	const width = frame[3] << 8 | frame[4];
	const factors = Array.from({ length: frame[5] ?? 0 }, (_, i) => frame[7 + i * 3] ?? 17);
	const [across, down] = [Math.max(...factors.map((f) => f >> 4), 1), Math.max(...factors.map((f) => f & 15), 1)];
	const sides = (size, factor, most) => Math.ceil(size * factor / most / 8);
	return factors.reduce((sum, f) => sum + sides(width, f >> 4, across) * sides(height, f & 15, down), 0);
}
/** The next marker that is neither a stuffed byte nor a restart. */
function nextSegment(bytes, from) {
	for (let at = bytes.indexOf(255, from); at >= 0; at = bytes.indexOf(255, at + 1)) {
		let after = at + 1;
		while (bytes[after] === 255) after++;
		const next = bytes[after];
		if (!(next === 0 || next >= markers.restartLow && next <= markers.restartHigh)) return at;
	}
	return bytes.length;
}
/** The picture without the bytes between its header's segments, which some cameras write and decoders warn of. */
function withoutJunk(bytes, { junk }) {
	const parts = [];
	let at = 0;
	for (const { from, to } of junk) {
		parts.push(bytes.subarray(at, from));
		at = to;
	}
	return Buffer.concat([...parts, bytes.subarray(at)]);
}
// src/main/scoring/reading/png.ts
/** A PNG's chunks in order: type and where the content lies. */
function* pngChunks(bytes) {
	const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	for (let at = 8; at + 12 <= bytes.length;) {
		const length = content.readUInt32BE(at);
		yield {
			type: content.toString("latin1", at + 4, at + 8),
			from: at + 8,
			length
		};
		at += 12 + length;
	}
}
/** What the beginning of a PNG says of its picture; `channels` counts those of decoded pixels. Null where it says nothing. */
function pngSides(head) {
	const content = Buffer.from(head.buffer, head.byteOffset, head.length);
	if (content.length < 26 || content.toString("latin1", 12, 16) !== "IHDR") return null;
	const bits = Math.max(8, content[24]);
	const channels = {
		0: 1,
		2: 3,
		4: 2
	}[content[25]] ?? 4;
	return {
		width: content.readUInt32BE(16),
		height: content.readUInt32BE(20),
		channels,
		bits
	};
}
/**
* A decoder fills the rest of a PNG that was cut off with black: its closing chunk must be there, and no more pixels claimed
* than its data can hold (deflate makes 1,032 bytes of one at most).
* @throws FlawsmithError `unreadable-image`, `unsupported-image`, `image-too-large`, `image-too-small`
*/
function surveyPng(bytes, file) {
	const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	let [data, least, hasEnd] = [
		0,
		0,
		false
	];
	for (const { type, from, length } of pngChunks(bytes)) {
		if (from + length + 4 > bytes.length) break;
		if (crc32(bytes.subarray(from - 4, from + length)) !== content.readUInt32BE(from + length)) throw damaged(file, "is damaged: a check sum does not hold");
		if (type === "IHDR" && length >= 13) {
			const [width, height] = [content.readUInt32BE(from), content.readUInt32BE(from + 4)];
			checkSides(width, height, file);
			least = width * height * content[from + 8] / 8;
		} else if (type === "IDAT") data += length;
		else if (type === "acTL") throw unsupported(file, "is animated", said("imageAnimated", { file }));
		else if (type === "IEND") hasEnd = true;
		if (hasEnd) break;
	}
	if (!hasEnd) throw damaged(file, "is cut off");
	if (data * 1032 < least) throw damaged(file, "is cut off: it holds far less data than its size takes");
}
// src/main/scoring/reading/samples.ts
/** Which bytes 16-bit values become: of a depth, value >> (depth − 8) and at most 255; of a range as {@link byteOf}. */
function wordTable(scale) {
	const values = { length: 65536 };
	if ("range" in scale) return Uint8Array.from(values, (_, value) => byteOf(value, scale.range));
	const shift = scale.depth - 8;
	return Uint8Array.from(values, (_, value) => Math.min(255, value >> shift));
}
/** 0 at `low` and below it, 255 at `high` and above it, rounded; 0 for what is no number. Every client computes the same. */
function byteOf(value, [low, high]) {
	if (!(value > low)) return 0;
	return value >= high ? 255 : Math.floor((value - low) * 255 / (high - low) + .5);
}
/** Stored colours and grey as bytes; alpha of 16 bits as value >> 8. @param scale of numbers: a range */
function toBytes({ data, channels }, scale) {
	if (data instanceof Uint8Array) return data;
	if (data instanceof Float64Array) {
		const range = "range" in scale ? scale.range : [0, 2 ** scale.depth - 1];
		return Uint8Array.from(data, (value) => byteOf(value, range));
	}
	const bytes = new Uint8Array(data.length);
	const table = wordTable(scale);
	const alphaAt = channels === 2 || channels === 4 ? channels - 1 : -1;
	for (let i = 0; i < data.length; i++) bytes[i] = i % channels === alphaAt ? data[i] >> 8 : table[data[i]];
	return bytes;
}
/** Whether colours of 16-bit files lie beyond a depth. */
function overflows({ data, channels }, scale) {
	if (!(data instanceof Uint16Array) || "range" in scale) return false;
	const [most, alphaAt] = [2 ** scale.depth - 1, channels === 2 || channels === 4 ? channels - 1 : -1];
	return data.some((value, i) => value > most && i % channels !== alphaAt);
}
/** 8-bit RGB: grey is repeated, alpha laid over white in whole numbers. @returns null for more than four channels */
function toRgb(samples, scale) {
	const { width, height, channels } = samples;
	if (channels < 1 || channels > 4) return null;
	const bytes = toBytes(samples, scale);
	if (channels === 3) return {
		width,
		height,
		data: bytes
	};
	const data = new Uint8Array(width * height * 3);
	const step = channels === 4 ? 1 : 0;
	for (let i = 0; i < width * height; i++) {
		const alpha = channels === 1 ? 255 : bytes[i * channels + channels - 1];
		for (let c = 0; c < 3; c++) {
			const value = bytes[i * channels + c * step];
			data[i * 3 + c] = Math.floor((value * alpha + 255 * (255 - alpha) + 127) / 255);
		}
	}
	return {
		width,
		height,
		data
	};
}
/** CMYK of bytes as RGB, without a profile, in the whole numbers that Pillow uses. */
function cmykToRgb({ width, height, data }) {
	const rgb = new Uint8Array(width * height * 3);
	for (let i = 0; i < width * height; i++) {
		const rest = 255 - data[i * 4 + 3];
		for (let c = 0; c < 3; c++) {
			const product = data[i * 4 + c] * rest + 128;
			rgb[i * 3 + c] = Math.max(0, rest - ((product >> 8) + product >> 8));
		}
	}
	return {
		width,
		height,
		channels: 3,
		data: rgb
	};
}
// src/main/scoring/reading/tiffTags.ts
/** Tags that say how a TIFF's pixels are stored; every other tag says nothing of them. */
var tag = {
	width: 256,
	height: 257,
	bits: 258,
	compression: 259,
	photometric: 262,
	fillOrder: 266,
	stripOffsets: 273,
	orientation: 274,
	samples: 277,
	rowsPerStrip: 278,
	stripBytes: 279,
	planar: 284,
	predictor: 317,
	tileWidth: 322,
	tileHeight: 323,
	tileOffsets: 324,
	tileBytes: 325,
	inkSet: 332,
	extraSamples: 338,
	sampleFormat: 339
};
/** The above and fax options, predictor, colour map, extra samples, JPEG tables and YCbCr's own. */
var pixelTags = /* @__PURE__ */ new Set([...Object.values(tag), ...[
	292,
	293,
	320,
	347,
	529,
	530,
	531,
	532
]]);
/** Compressions that are read. */
var readCompressions = /* @__PURE__ */ new Set([
	1,
	2,
	3,
	4,
	5,
	7,
	8,
	32773,
	32946
]);
var compressionNames = {
	6: "JPEG of the old kind",
	32809: "ThunderScan",
	32909: "PixarLog",
	33003: "JPEG 2000",
	33004: "JPEG 2000",
	33005: "JPEG 2000",
	34661: "JBIG",
	34676: "SGI Log",
	34677: "SGI Log 24",
	34712: "JPEG 2000",
	34887: "LERC",
	34892: "lossy JPEG of DNG",
	34925: "LZMA",
	34926: "ZSTD",
	34927: "WebP",
	34933: "PNG",
	34934: "JPEG XR",
	5e4: "ZSTD",
	50001: "WebP",
	50002: "JPEG XL",
	52546: "JPEG XL"
};
var compressionName = (code) => compressionNames[code] ?? `number ${code}`;
/** Kinds of colour that are read: grey either way round, RGB, palette, CMYK, YCbCr. */
var readColours = /* @__PURE__ */ new Set([
	0,
	1,
	2,
	3,
	5,
	6
]);
var colourNames = {
	4: "a transparency mask",
	8: "LAB",
	9: "LAB (ICC)",
	10: "LAB (ITU)",
	32803: "unprocessed sensor data (raw)",
	32844: "LogL",
	32845: "LogLuv",
	34892: "unprocessed sensor data (raw)"
};
var colourName = (code) => colourNames[code] ?? `number ${code}`;
/** Kinds of whole numbers and floats, by the sample format's number. */
var sampleKinds = {
	1: "uint",
	2: "int",
	3: "float",
	4: "uint",
	5: "complex",
	6: "complex"
};
// src/main/scoring/reading/packedTiff.ts
/** Bits that cameras pack without a gap. */
var packedBits = {
	least: 9,
	most: 15
};
/** Not compressed, or so that a library undoes it whatever the bytes mean: LZW and deflate. */
var undone = /* @__PURE__ */ new Set([
	1,
	5,
	8,
	32946
]);
/**
* What of a TIFF this code reads itself, for no library does: rows of whole numbers of 9 to 15 bits packed without gaps, grey or RGB, or of
* grey 16-bit floats, without compression or with LZW or deflate. Null for others.
*/
function ownNumbers(directory) {
	const one = (what, otherwise) => directory.numbers(what)[0] ?? otherwise;
	const [bits, format, colour] = [
		one(tag.bits, 1),
		one(tag.sampleFormat, 1),
		one(tag.photometric, 1)
	];
	const samples = one(tag.samples, 1);
	if (!(undone.has(one(tag.compression, 1)) && one(tag.predictor, 1) === 1 && one(tag.planar, 1) === 1 && one(tag.fillOrder, 1) === 1 && one(tag.orientation, 1) === 1 && directory.numbers(tag.tileOffsets).length === 0) || samples !== (colour === 2 ? 3 : 1) || colour > 2) return null;
	if (directory.numbers(tag.bits).some((other) => other !== bits)) return null;
	if (directory.numbers(tag.stripBytes).length !== directory.numbers(tag.stripOffsets).length) return null;
	if ((format === 1 || format === 4) && bits >= packedBits.least && bits <= packedBits.most) return "packed";
	return format === 3 && bits === 16 && colour === 1 ? "half" : null;
}
/** Rows of a TIFF of {@link ownNumbers}, and the bytes in which each is stored. */
function rowsOf(directory) {
	const one = (what, otherwise) => directory.numbers(what)[0] ?? otherwise;
	const [width, height, samples, bits] = [
		one(tag.width, 0),
		one(tag.height, 0),
		one(tag.samples, 1),
		one(tag.bits, 16)
	];
	return {
		width,
		height,
		samples,
		bits,
		rowBytes: Math.ceil(width * samples * bits / 8)
	};
}
/**
* A compressed TIFF of {@link ownNumbers} as a file of grey bytes, one for each that its rows are stored in: what a library decodes of it
* are these bytes. Null for one without compression, whose rows lie in the file as they are.
*/
function asGreyBytes(bytes, directory) {
	const compression = directory.numbers(tag.compression)[0] ?? 1;
	if (compression === 1) return null;
	const { height, rowBytes } = rowsOf(directory);
	const entries = [
		[tag.width, [rowBytes]],
		[tag.height, [height]],
		[tag.bits, [8]],
		[tag.compression, [compression]],
		[tag.photometric, [1]],
		[tag.stripOffsets, directory.numbers(tag.stripOffsets)],
		[tag.samples, [1]],
		[tag.rowsPerStrip, [Math.min(directory.numbers(tag.rowsPerStrip)[0] ?? height, height)]],
		[tag.stripBytes, directory.numbers(tag.stripBytes)]
	];
	const lists = entries.reduce((sum, [, list]) => sum + (list.length > 1 ? list.length * 4 : 0), 0);
	const at = bytes.length + bytes.length % 2;
	const file = Buffer.alloc(at + lists + 2 + entries.length * 12 + 4);
	file.set(bytes);
	file.write("II*\0", 0, "latin1");
	file.writeUInt32LE(at + lists, 4);
	let [entry, free] = [file.writeUInt16LE(entries.length, at + lists), at];
	for (const [number, list] of entries) {
		file.writeUInt16LE(number, entry);
		file.writeUInt16LE(4, entry + 2);
		file.writeUInt32LE(list.length, entry + 4);
		file.writeUInt32LE(list.length > 1 ? free : list[0], entry + 8);
		if (list.length > 1) for (const value of list) free = file.writeUInt32LE(value, free);
		entry += 12;
	}
	return file;
}
/**
* Pixels of a TIFF of {@link ownNumbers} whose strips lie within the file.
* @param undone its rows one after the other, decoded of {@link asGreyBytes}; null where they lie in the file as they are
*/
function readOwnTiff(bytes, directory, numbers, undone) {
	const one = (what, otherwise) => directory.numbers(what)[0] ?? otherwise;
	const { width, height, samples, bits, rowBytes } = rowsOf(directory);
	const rows = Math.max(1, Math.min(one(tag.rowsPerStrip, height), height));
	const offsets = directory.numbers(tag.stripOffsets);
	const across = width * samples;
	const data = numbers === "packed" ? new Uint16Array(across * height) : new Float64Array(across * height);
	const held = undone ?? bytes;
	const view = new DataView(held.buffer, held.byteOffset, held.length);
	const [isLittle, isInverted] = [bytes[0] === 73, one(tag.photometric, 1) === 0];
	for (let y = 0; y < height; y++) {
		const from = undone ? y * rowBytes : offsets[Math.floor(y / rows)] + y % rows * rowBytes;
		const row = data.subarray(y * across, (y + 1) * across);
		if (numbers === "packed") unpack(row, held.subarray(from, from + rowBytes), bits, isInverted);
		else row.forEach((_, x) => row[x] = halfOf(view.getUint16(from + x * 2, isLittle)));
	}
	return {
		width,
		height,
		channels: samples,
		data
	};
}
/** Packed values stand with their highest bit first, whatever the byte order of the file. */
function unpack(row, bytes, bits, isInverted) {
	const most = 2 ** bits - 1;
	let [held, count, at] = [
		0,
		0,
		0
	];
	for (let x = 0; x < row.length; x++) {
		while (count < bits) {
			held = (held << 8 | bytes[at++]) & 8388607;
			count += 8;
		}
		count -= bits;
		const value = held >> count & most;
		row[x] = isInverted ? most - value : value;
	}
}
/** The number of an IEEE 754 half. */
function halfOf(word) {
	const [exponent, fraction] = [word >> 10 & 31, word & 1023];
	const size = exponent === 0 ? fraction * 2 ** -24 : exponent === 31 ? fraction === 0 ? Infinity : NaN : (1 + fraction / 1024) * 2 ** (exponent - 15);
	return word & 32768 ? -size : size;
}
// src/main/scoring/reading/tiffDirectory.ts
/** Bytes of the field types that hold whole numbers. */
var typeBytes = {
	1: 1,
	3: 2,
	4: 4,
	13: 4,
	16: 8,
	18: 8
};
var mostPages = 1e3;
/** Reads the directory of a classic or BigTIFF in either byte order. @throws FlawsmithError `unreadable-image` */
function readTiffDirectory(bytes, file) {
	const layout = {
		view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
		isLittle: bytes[0] === 73,
		isBig: bytes[2] === 43 || bytes[3] === 43,
		file
	};
	const first = readNumber(layout, layout.isBig ? 8 : 4, layout.isBig ? 8 : 4);
	const seen = /* @__PURE__ */ new Set();
	const entries = entriesOf(layout, first);
	for (let at = first; at !== 0 && !seen.has(at) && seen.size < mostPages;) {
		seen.add(at);
		at = nextOf(layout, at, entriesOf(layout, at).length);
	}
	const places = new Map(entries.map((at) => [readNumber(layout, at, 2), at]));
	return {
		pages: seen.size,
		numbers: (tag) => places.has(tag) ? numbersAt(layout, places.get(tag)) : [],
		withPixelTagsOnly: () => keepPixelTags(bytes, layout, first, entries)
	};
}
function readNumber({ view, isLittle, file }, at, size) {
	if (!(at >= 0) || at + size > view.byteLength) throw damaged(file, "is cut off");
	if (size === 1) return view.getUint8(at);
	if (size === 2) return view.getUint16(at, isLittle);
	return size === 4 ? view.getUint32(at, isLittle) : Number(view.getBigUint64(at, isLittle));
}
var countBytes = ({ isBig }) => isBig ? 8 : 2;
var entryBytes = ({ isBig }) => isBig ? 20 : 12;
/** Where a directory's entries lie. */
function entriesOf(layout, at) {
	const count = readNumber(layout, at, countBytes(layout));
	const from = at + countBytes(layout);
	if (from + count * entryBytes(layout) > layout.view.byteLength) throw damaged(layout.file, "is cut off");
	return Array.from({ length: count }, (_, i) => from + i * entryBytes(layout));
}
/** Offset of the next directory; 0 at the end, which some programs leave out with the file's last bytes. */
function nextOf(layout, at, entries) {
	const place = at + countBytes(layout) + entries * entryBytes(layout);
	const size = layout.isBig ? 8 : 4;
	if (place + size > layout.view.byteLength) return 0;
	const next = readNumber(layout, place, size);
	if (next >= layout.view.byteLength) throw damaged(layout.file, "is cut off");
	return next;
}
function numbersAt(layout, entry) {
	const wide = layout.isBig ? 8 : 4;
	const size = typeBytes[readNumber(layout, entry + 2, 2)];
	const count = readNumber(layout, entry + 4, wide);
	if (size === void 0 || count === 0) return [];
	const inside = entry + 4 + wide;
	const from = count * size <= wide ? inside : readNumber(layout, inside, wide);
	if (from + count * size > layout.view.byteLength) throw damaged(layout.file, "is cut off");
	return Array.from({ length: count }, (_, i) => readNumber(layout, from + i * size, size));
}
function keepPixelTags(bytes, layout, first, entries) {
	const copy = Uint8Array.from(bytes);
	const view = new DataView(copy.buffer);
	const { isLittle, isBig } = layout;
	const numberOf = (at) => readNumber(layout, at, 2);
	const kept = entries.filter((at) => pixelTags.has(numberOf(at))).sort((a, b) => numberOf(a) - numberOf(b));
	let to = first + countBytes(layout);
	for (const at of kept) {
		copy.set(bytes.subarray(at, at + entryBytes(layout)), to);
		to += entryBytes(layout);
	}
	if (isBig) view.setBigUint64(first, BigInt(kept.length), isLittle);
	else view.setUint16(first, kept.length, isLittle);
	copy.fill(0, to, Math.min(to + (isBig ? 8 : 4), copy.length));
	return copy;
}
// src/main/scoring/reading/tiff.ts
/**
* Checks what a decoder would pass over or fill with black: pages, compression, colour, kind of numbers, and whether every
* strip or tile lies within the file.
* @throws FlawsmithError `unreadable-image`, `unsupported-image`
*/
function surveyTiff(bytes, file) {
	const directory = readTiffDirectory(bytes, file);
	const one = (what, otherwise) => directory.numbers(what)[0] ?? otherwise;
	if (directory.pages > 1) throw manyFrames(file, directory.pages);
	const compression = one(tag.compression, 1);
	if (!readCompressions.has(compression)) throw unsupported(file, `is a TIFF with ${compressionName(compression)} compression, which is not read`, void 0, "Save it as TIFF without compression or with LZW or deflate, or as PNG.");
	const colour = one(tag.photometric, 1);
	if (!readColours.has(colour)) throw unsupported(file, `is a TIFF with colours as ${colourName(colour)}, which are not read`);
	if (colour === 5 && one(tag.inkSet, 1) !== 1) throw unsupported(file, "is a TIFF with inks other than CMYK");
	checkChannels(directory, colour, file);
	const own = ownNumbers(directory);
	const needsRange = own ? own === "half" : checkNumbers(directory, colour, file);
	checkExtent(bytes.length, directory, compression, file);
	return {
		directory,
		needsRange,
		own
	};
}
/** Channels beyond the colours must be named, and colours not multiplied by their transparency. */
function checkChannels(directory, colour, file) {
	const extra = directory.numbers(tag.extraSamples);
	const colours = colour === 5 ? 4 : colour === 2 || colour === 6 ? 3 : 1;
	if (extra.includes(1)) throw unsupported(file, "is a TIFF with colours multiplied by transparency, which are not read");
	if (extra.length > 1 || (directory.numbers(tag.samples)[0] ?? 1) !== colours + extra.length) throw unsupported(file, "is a TIFF with channels that it does not explain");
	if (directory.numbers(tag.tileOffsets).length > 0 && directory.numbers(tag.planar)[0] === 2) throw unsupported(file, "is a TIFF with tiles of single colours, which are not read");
}
/** @returns whether a range is needed */
function checkNumbers(directory, colour, file) {
	const bits = directory.numbers(tag.bits);
	const formats = directory.numbers(tag.sampleFormat);
	const samples = directory.numbers(tag.samples)[0] ?? 1;
	const [size, kind] = [bits[0] ?? 1, sampleKinds[formats[0] ?? 1] ?? "unknown"];
	if (bits.some((other) => other !== size)) throw unsupported(file, "is a TIFF with channels of several depths");
	const name = `${kind}${size}`;
	if ([
		"uint1",
		"uint2",
		"uint4",
		"uint8",
		"uint16"
	].includes(name)) {
		if (colour === 5 && size < 8) throw unsupported(file, `is a TIFF with CMYK of ${size} bits, which is not read`);
		return false;
	}
	if (kind === "uint" && size < 16) throw unsupported(file, `is a TIFF with values packed to ${size} bits, which are read in rows of grey or RGB, upright, without compression or with LZW or deflate and no predictor`);
	if (!([
		"float32",
		"int32",
		"uint32",
		"int8"
	].includes(name) && samples === 1 && colour <= 1)) throw unsupported(file, `is a TIFF with ${samples > 1 ? `${samples} channels of ${name} values` : `${name} values`}, which are not read`);
	return true;
}
/** Every strip or tile must be there and lie within the file. */
function checkExtent(length, directory, compression, file) {
	const one = (what, otherwise) => directory.numbers(what)[0] ?? otherwise;
	const isTiled = directory.numbers(tag.tileOffsets).length > 0;
	const offsets = directory.numbers(isTiled ? tag.tileOffsets : tag.stripOffsets);
	const counts = directory.numbers(isTiled ? tag.tileBytes : tag.stripBytes);
	const [width, height, samples] = [
		one(tag.width, 0),
		one(tag.height, 0),
		one(tag.samples, 1)
	];
	const rows = Math.max(1, Math.min(one(tag.rowsPerStrip, height), height));
	const planes = one(tag.planar, 1) === 2 ? samples : 1;
	const pieces = isTiled ? Math.ceil(width / one(tag.tileWidth, width)) * Math.ceil(height / one(tag.tileHeight, height)) : Math.ceil(height / rows);
	if (offsets.length < pieces * planes) throw damaged(file, "is cut off");
	const rowBytes = Math.ceil(width * (samples / planes) * one(tag.bits, 1) / 8);
	offsets.forEach((offset, i) => {
		const left = height - i % pieces * rows;
		const plain = isTiled || compression !== 1 ? Infinity : Math.min(rows, left) * rowBytes;
		const stored = counts[i] ?? (plain === Infinity ? 1 : plain);
		if (compression === 1 && !isTiled && stored < plain || offset + Math.min(stored, plain) > length) throw damaged(file, "is cut off");
	});
}
// src/main/scoring/reading/library.ts
sharp.cache(false);
/** libvips calls a decoder's warning what may be damage; only as an error does it reach us. */
var options = {
	failOn: "warning",
	limitInputPixels: imageLimits.pixels,
	ignoreIcc: true
};
/** Bits of the library's names of kinds of numbers. */
var kindBits = {
	uchar: 8,
	char: 8,
	ushort: 16,
	int: 32,
	uint: 32,
	float: 32
};
/**
* Checks a JPEG, PNG, WebP, TIFF, GIF or AVIF file by its structure and reads its header.
* @throws FlawsmithError `unreadable-image`, `unsupported-image`, `image-too-large`
*/
async function surveyLibraryFile(format, bytes, file) {
	if (format === "jpeg") surveyJpeg(bytes, file);
	if (format === "png") surveyPng(bytes, file);
	const tiff = format === "tiff" ? surveyTiff(bytes, file) : null;
	if (tiff?.own) return headerOfOwn(tiff);
	const needsRange = tiff?.needsRange === true;
	const { width = 0, height = 0, channels = 3, pages = 1, orientation = 1, depth, space } = await tryBoth(format, bytes, file, (image) => image.metadata());
	if (pages > 1) throw manyFrames(file, pages);
	const isCmyk = space === "cmyk";
	return {
		width,
		height,
		channels,
		bits: Math.min(bitsOf(depth, file), isCmyk ? 8 : 64),
		orientation,
		isCmyk,
		format,
		needsRange,
		white: null
	};
}
/** What its directory says of a TIFF that no library reads. */
function headerOfOwn({ directory, own, needsRange }) {
	const one = (what) => directory.numbers(what)[0] ?? 0;
	const white = own === "packed" ? 2 ** one(tag.bits) - 1 : null;
	const form = {
		bits: 16,
		isCmyk: false,
		format: "tiff",
		needsRange
	};
	const channels = one(tag.photometric) === 2 ? 3 : 1;
	return {
		...form,
		width: one(tag.width),
		height: one(tag.height),
		channels,
		orientation: 1,
		white
	};
}
/**
* How the pixels of a usual JPEG are stored, by its structure alone, which costs a tenth of asking the library; null for others.
* @throws FlawsmithError as {@link surveyLibraryFile}
*/
function plainJpegForm(bytes, file) {
	const { channels } = surveyJpeg(bytes, file);
	return channels === 1 || channels === 3 ? {
		format: "jpeg",
		bits: 8,
		isCmyk: false,
		needsRange: false
	} : null;
}
/** Sides and bytes a pixel by the beginning of a file; null where that is too little. */
async function librarySides(head) {
	const metadata = await sharp(head, {
		...options,
		failOn: "none"
	}).metadata().catch(() => null);
	if (!metadata?.width || !metadata.height) return null;
	const { width, height, channels = 4, depth } = metadata;
	return {
		width,
		height,
		valueBytes: channels * (kindBits[depth ?? ""] ?? 64) / 8
	};
}
function bitsOf(depth, file) {
	const bits = depth && kindBits[depth];
	if (bits === void 0) throw unsupported(file, `holds ${depth ?? "unknown"} values, which are not read`);
	return bits;
}
/** Pixels of a file that {@link surveyLibraryFile} or {@link plainJpegForm} has passed. @throws FlawsmithError `unreadable-image` */
async function readByLibrary(bytes, file, { format, bits, isCmyk, needsRange }, { isTurned }) {
	const tiff = format === "tiff" ? surveyTiff(bytes, file) : null;
	if (tiff?.own) {
		const grey = asGreyBytes(bytes, tiff.directory);
		const rows = grey && await tryBoth(format, grey, file, (image) => image.toColourspace("b-w").raw().toBuffer());
		return readOwnTiff(bytes, tiff.directory, tiff.own, rows);
	}
	return tryBoth(format, bytes, file, async (image) => {
		if (isTurned) image.autoOrient();
		const isWide = bits === 16 || isCmyk && tiff?.directory.numbers(tag.bits)[0] === 16;
		const { data, info } = await asStored(image, {
			isWide,
			isCmyk,
			needsRange
		}).toBuffer({ resolveWithObject: true });
		const values = needsRange ? new Float64Array(data.buffer, data.byteOffset, data.length / 8) : isWide ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data;
		const { width, height, channels } = info;
		return isCmyk ? cmykToRgb({
			width,
			height,
			channels,
			data: upperBytes(values)
		}) : {
			width,
			height,
			channels,
			data: values
		};
	});
}
/** The upper bytes of inks of 16 bits. */
var upperBytes = (values) => values instanceof Uint16Array ? Uint8Array.from(values, (value) => value >> 8) : values;
/** The library's own conversions of colour and depth are kept out: values come as they are stored. */
function asStored(image, what) {
	if (what.needsRange) return image.pipelineColourspace("b-w").toColourspace("b-w").raw({ depth: "double" });
	if (what.isCmyk) return image.pipelineColourspace("cmyk").toColourspace("cmyk").raw({ depth: what.isWide ? "ushort" : "uchar" });
	return what.isWide ? image.toColourspace("rgb16").raw({ depth: "ushort" }) : image.raw({ depth: "uchar" });
}
/**
* Some cameras write what decoders warn of though it says nothing of the pixels: odd tags of a TIFF, bytes between the
* segments of a JPEG's header. Where a file is refused it is tried once more without them.
*/
async function tryBoth(format, bytes, file, work) {
	try {
		return await work(sharp(bytes, options));
	} catch (error) {
		const cleaned = withoutOddities(format, bytes, file);
		if (!cleaned) throw explain(error, file);
		return await work(sharp(cleaned, options)).catch((again) => {
			throw explain(again, file);
		});
	}
}
function withoutOddities(format, bytes, file) {
	if (format === "tiff") return surveyTiff(bytes, file).directory.withPixelTagsOnly();
	const survey = format === "jpeg" ? surveyJpeg(bytes, file) : null;
	return survey && survey.junk.length > 0 ? withoutJunk(bytes, survey) : null;
}
function explain(error, file) {
	if (error instanceof FlawsmithError) return error;
	const message = error instanceof Error ? error.message : String(error);
	if (/pixel limit/i.test(message)) return tooLarge(file, "over the pixel limit");
	return damaged(file, "cannot be decoded", message);
}
// src/main/scoring/reading/netpbm.ts
/** The header of a PBM, PGM or PPM picture, with comments. @throws FlawsmithError `unreadable-image`, `unsupported-image` */
function readNetpbmHeader(bytes, file) {
	const kind = bytes[1] - 48;
	const isBitmap = kind === 1 || kind === 4;
	const fields = [];
	let at = 2;
	while (fields.length < (isBitmap ? 2 : 3)) {
		const text = Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(bytes.length - at, 65536)).toString("latin1");
		const found = /^(?:\s|#[^\r\n]*[\r\n])*(\d{1,9})/.exec(text);
		if (!found) throw damaged(file, "has a header that makes no sense");
		fields.push(Number(found[1]));
		at += found[0].length;
	}
	const [width = 0, height = 0, most = 1] = fields;
	if (width < 1 || height < 1) throw damaged(file, "has a header that makes no sense");
	if (most < 1 || most > 65535) throw unsupported(file, `has a white of ${most}, which is not read`);
	return {
		width,
		height,
		channels: kind === 3 || kind === 6 ? 3 : 1,
		most,
		isText: kind <= 3,
		isBitmap,
		from: at + 1
	};
}
/**
* Pixels of a PBM, PGM or PPM picture. Values up to 255 are brought to 0 to 255 by the white of the header; deeper ones stay
* as they are stored, like those of any 16-bit file.
*/
function decodeNetpbm(bytes, file) {
	const header = readNetpbmHeader(bytes, file);
	const { width, height, channels, most, isBitmap } = header;
	const values = header.isText ? textValues(bytes, header, file) : binaryValues(bytes, header, file);
	if (most > 255) return {
		width,
		height,
		channels,
		data: values
	};
	const byte = (value) => Math.floor((2 * Math.min(value, most) * 255 + most) / (2 * most));
	const table = Uint8Array.from({ length: 65536 }, (_, value) => isBitmap ? value ? 0 : 255 : byte(value));
	const data = new Uint8Array(values.length);
	for (let i = 0; i < data.length; i++) data[i] = table[values[i]];
	return {
		width,
		height,
		channels,
		data
	};
}
/** Values as stored; bits of a bitmap one by one. */
function binaryValues(bytes, header, file) {
	const { width, height, channels, most, isBitmap, from } = header;
	const values = new Uint16Array(width * height * channels);
	const rowBytes = isBitmap ? Math.ceil(width / 8) : width * channels * (most > 255 ? 2 : 1);
	if (from + rowBytes * height > bytes.length) throw damaged(file, "is cut off");
	for (let y = 0, i = 0; y < height; y++) {
		const row = from + y * rowBytes;
		for (let x = 0; x < width * channels; x++) if (isBitmap) values[i++] = bytes[row + (x >> 3)] >> 7 - (x & 7) & 1;
		else values[i++] = most > 255 ? bytes[row + x * 2] << 8 | bytes[row + x * 2 + 1] : bytes[row + x];
	}
	return values;
}
function textValues(bytes, header, file) {
	const { width, height, channels, isBitmap, from } = header;
	const values = new Uint16Array(width * height * channels);
	let [count, digits, value] = [
		0,
		0,
		0
	];
	for (let at = from - 1; count < values.length; at++) {
		const digit = (bytes[at] ?? 32) - 48;
		if (digit >= 0 && digit <= 9) [value, digits] = [value * 10 + digit, digits + 1];
		if (digits > 0 && (isBitmap || digit < 0 || digit > 9)) {
			if (value > 65535) throw damaged(file, "holds a value that is too large");
			values[count++] = value;
			[digits, value] = [0, 0];
		}
		if (at >= bytes.length && count < values.length) throw damaged(file, "is cut off");
	}
	return values;
}
// src/main/scoring/decode.ts
/**
* Decodes an image file: grey is repeated, alpha laid over white, values of more than 8 bits brought to 8 by `scale`, CMYK
* converted without a profile, the EXIF orientation applied; an ICC profile is ignored, so that every client sees the stored
* numbers. What a decoder would only warn of is an error.
* @param source path, or the bytes with their name
* @param scale of the product or package; all 16 bits where absent
* @throws FlawsmithError `not-found`, `unreadable-image`, `unsupported-image`, `image-too-large`, `image-too-small`
*/
async function decodeImage(source, scale = fullScale) {
	const { bytes, file } = await readSource(source);
	const form = await readForm(bytes, file);
	const samples = await samplesOf(bytes, file, form, { isTurned: true });
	if (form.needsRange && !("range" in scale)) throw unsupported(file, `holds ${form.bits}-bit values of no stated range`, said("imageRange", {
		file,
		bits: form.bits
	}), "Import it into a new product with --range LOW,HIGH (such as 0,1), the values that are black and white; or save it with 8 or 16 bits.");
	const raster = toRgb(samples, scale);
	if (!raster) throw unsupported(file, `has ${samples.channels} channels`);
	return {
		raster,
		bits: form.bits,
		format: form.format,
		overflows: overflows(samples, scale)
	};
}
/**
* Gives the memory of a picture's pixels back, which must not be looked at any more: {@link decodeImage} gives memory that lies
* outside of the collector's heap, and who decodes many would have all of the heap gone through once every ten pictures.
*/
function releasePixels({ data }) {
	const { buffer } = data;
	if (buffer instanceof ArrayBuffer && data.byteLength === buffer.byteLength) buffer.transfer(0);
}
/** A picture's stored values, not turned. @throws FlawsmithError as {@link decodeImage} */
async function readSamples(source) {
	const { bytes, file } = await readSource(source);
	const header = await readHeader(bytes, file);
	return {
		samples: await samplesOf(bytes, file, header, { isTurned: false }),
		header
	};
}
var readSource = async (source) => typeof source === "string" ? {
	bytes: await readImageFile(source),
	file: source
} : source;
/** What decoding needs; of a JPEG without asking the library, which an import would do for each picture. */
async function readForm(bytes, file) {
	return (formatOf(bytes, file) === "jpeg" ? plainJpegForm(bytes, file) : null) ?? readHeader(bytes, file);
}
/** @param options isTurned: by its EXIF orientation */
async function samplesOf(bytes, file, form, options) {
	if (form.format === "bmp") return decodeBmp(bytes, file);
	if (form.format === "netpbm") return decodeNetpbm(bytes, file);
	return readByLibrary(bytes, file, form, options);
}
/** The bytes of an image file. What is no regular file is not opened: a pipe would never end. @throws FlawsmithError */
async function readImageFile(file) {
	try {
		await checkRegular(file);
		const handle = await open(file, "r");
		try {
			const { size } = await handle.stat();
			if (size > imageLimits.bytes) throw tooLarge(file, `${Math.round(size / 2 ** 20)} MB`);
			return await handle.readFile();
		} finally {
			await handle.close();
		}
	} catch (error) {
		throw error instanceof FlawsmithError ? error : toFlawsmithError(error, file);
	}
}
async function checkRegular(file) {
	const found = await stat(file);
	if (found.isFile()) return found;
	throw new FlawsmithError("unsupported-image", `Not a picture file but ${found.isDirectory() ? "a folder" : found.isFIFO() ? "a pipe" : found.isSocket() ? "a socket" : "a device"}: ${file}`, {
		file,
		hint: "Name a picture file.",
		said: said("notAPicture", { file })
	});
}
/** First bytes of a file that say what it is; and that hold the header of every usual picture, or all of a small one, which is read once then. */
var headBytes = {
	content: 1024,
	header: 2 ** 20
};
async function readHead(file, most) {
	const { size } = await checkRegular(file);
	const handle = await open(file, "r");
	try {
		const buffer = Buffer.allocUnsafe(Math.min(size + 1, most));
		const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
		return {
			head: buffer.subarray(0, bytesRead),
			size
		};
	} finally {
		await handle.close();
	}
}
/**
* Whether a file's first bytes say that its values have 8 bits at most, so that it need not be read to learn its depth.
* False where they do not say so, and for what cannot be opened.
*/
function isSurelyEightBit(file) {
	return readHead(file, headBytes.content).then(({ head }) => saysEightBit(head), () => false);
}
/** {@link isSurelyEightBit} of a file's first bytes, or of all. */
function saysEightBit(head) {
	const content = contentOf(head);
	if (!content || "foreign" in content) return false;
	if (content.reads === "png") return (pngSides(head)?.bits ?? 16) <= 8;
	return [
		"jpeg",
		"webp",
		"gif",
		"bmp"
	].includes(content.reads);
}
/** Told from the beginning of a file. Never fails: decoding says why. */
async function outlinePicture(file) {
	try {
		const { head, size } = await readHead(file, headBytes.header);
		const sides = await sidesOf(head, file).catch(() => null);
		return {
			decodedBytes: size + (sides ? sides.width * sides.height * (sides.valueBytes + 3) : size * 8),
			whole: head.length === size ? head : null
		};
	} catch {
		return {
			decodedBytes: 0,
			whole: null
		};
	}
}
async function sidesOf(head, file) {
	const content = contentOf(head);
	if (!content || "foreign" in content) return null;
	if (content.reads === "bmp") return {
		...readBmpHeader(head, file),
		valueBytes: 4
	};
	if (content.reads === "netpbm") return {
		...readNetpbmHeader(head, file),
		valueBytes: 6
	};
	const own = content.reads === "jpeg" ? jpegSides(head) : content.reads === "png" ? pngSides(head) : null;
	if (own) return {
		...own,
		valueBytes: own.channels * own.bits / 8
	};
	return librarySides(head);
}
/** @throws FlawsmithError of the header: see {@link decodeImage} */
async function readHeader(bytes, file) {
	const header = await headerOf(formatOf(bytes, file), bytes, file);
	checkSides(header.width, header.height, file);
	return header;
}
/** By the first bytes. @throws FlawsmithError for what is not read */
function formatOf(bytes, file) {
	if (bytes.length === 0) throw damaged(file, "is an empty file");
	if (bytes.length > imageLimits.bytes) throw tooLarge(file, `${Math.round(bytes.length / 2 ** 20)} MB`);
	const content = contentOf(bytes);
	if (content === null) throw notAnImage(file);
	if ("foreign" in content) {
		const words = said("imageFormat", {
			file,
			format: content.foreign
		});
		throw unsupported(file, `is ${content.foreign}, a format that is not read`, words);
	}
	return content.reads;
}
async function headerOf(format, bytes, file) {
	const own = {
		format,
		orientation: 1,
		isCmyk: false,
		needsRange: false,
		white: null
	};
	if (format === "bmp") {
		const { width, height, bits } = readBmpHeader(bytes, file);
		return {
			...own,
			width,
			height,
			channels: bits === 32 ? 4 : 3,
			bits: 8
		};
	}
	if (format === "netpbm") {
		const { width, height, channels, most } = readNetpbmHeader(bytes, file);
		return {
			...own,
			width,
			height,
			channels,
			bits: most > 255 ? 16 : 8,
			white: most > 255 ? most : null
		};
	}
	return surveyLibraryFile(format, bytes, file);
}
function notAnImage(file) {
	return new FlawsmithError("unreadable-image", `The file is not a picture: ${file}`, {
		file,
		hint: "It is damaged, or something else with a picture's name; copy it again or leave it out.",
		said: said("notAPicture", { file })
	});
}
export { decodeImage, isSurelyEightBit, outlinePicture, readHeader, readImageFile, readSamples, releasePixels, saysEightBit };
