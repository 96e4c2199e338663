import type { StudioNoteCode } from '#shared/domain/studioNotes.ts';

const toCheck = 'Prüfen Sie vor dem Training Licht, Optik und Dateiformat.';
const kept = 'Der Lauf lernt aus dem, was das Produkt von ihnen behalten hat. Lesen Sie den Ordner erneut ein.';
const cutOff = 'sie werden abgeschnitten (zum Beispiel {first}).';

/** What the studio says of pictures and runs in English, in German, by its code. See ui/noteWords.ts. */
export const studioNotes: Readonly<Record<StudioNoteCode, string>> = {
  black: `Ganz schwarze Bilder: {n} von {of} (zum Beispiel {first}). ${toCheck}`,
  white: `Ganz weiße Bilder: {n} von {of} (zum Beispiel {first}). ${toCheck}`,
  flat: `Bilder aus einem einzigen Grau ohne Kontrast: {n} von {of} (zum Beispiel {first}). ${toCheck}`,
  same: '{n} gute Teile zeigen keinen Unterschied: Aus ihnen lässt sich nichts zurückhalten und nichts lernen.',
  oblong:
    'Die Bilder sind lang ({width} × {height}): Bei {working} werden sie {acrossFrom} : {acrossTo} in der Breite und {downFrom} : {downTo} in der Höhe gestaucht. ' +
    'Ein Fehler muss etwa {leastWidth} px breit und {leastHeight} px hoch sein, um gesehen zu werden. ' +
    'Prüfen Sie einen schmaleren Bereich, schneiden Sie den Streifen in Stücke oder trainieren Sie in größerem Format.',
  depthFound:
    '16-Bit-Dateien mit Werten bis {largest} in guten Bildern ({n}): als {depth} Bit genommen (Werte 0 bis {high}), hier und in Paketen. ' +
    'Gibt die Kamera mehr her, lesen Sie die Bilder mit 16 Bit in ein neues Produkt ein.',
  beyondDepth: `Bilder mit Werten jenseits von {depth} Bit (0 bis {high}): {n}; ${cutOff}`,
  beyondRange: `Bilder mit Werten jenseits von {low} bis {high}: {n}; ${cutOff}`,
  maskReversed:
    'Masken, die {share} % ihres Bilds markieren, gelesen nach {coding} ({n}, zum Beispiel {first}): Sind sie verkehrt herum?',
  maskTurned:
    'Masken, auf die gespeicherten Pixel gezeichnet und mit ihrem Bild gedreht ({n}, zum Beispiel {first}; EXIF).',
  partsGone: `Gute Teile, die nicht mehr dort sind, von wo sie eingelesen wurden: {n} von {of} ({first}). ${kept}`,
  partsChanged: `Gute Teile, die etwas anderes enthalten als beim Einlesen: {n} von {of} angesehenen ({first}). ${kept}`,
  realDefects: 'Gekennzeichnete Fehler von der Seite zum Lernen, die mit gelernt werden: {n}.',
  realWithoutMask:
    'NG-Bilder von der Seite zum Lernen ohne Maske: {n} (zum Beispiel {first}). Nichts sagt, wo der Fehler ist, also wird nichts aus ihnen gelernt.',
  folderAside: 'Der Ordner {folder} gehört zu keinem Lauf dieses Produkts und heißt jetzt {aside}.',
  nameTaken: 'Ein anderer Lauf heißt schon {wanted}, deshalb heißt dieser {name}.',
  programLost: 'Das Programm endete, während der Lauf im Gang war.',
  programEnded: 'Das Programm wurde beendet, während der Lauf im Gang war.',
  engineStopped: 'Der Rechenprozess wurde angehalten.',
  engineSilent: 'Der Rechenprozess wurde beendet: Er meldete sich {seconds} s lang nicht.',
  engineKilled: 'Der Rechenprozess endete durch das Signal {signal}.',
  engineNoMemory: 'Der Rechenprozess endete durch das Signal {signal}. Vielleicht ist der Arbeitsspeicher ausgegangen.',
  engineExited: 'Der Rechenprozess endete mit dem Code {code}.',
};

/** Words that stand in notes as values: how a mask was read. */
export const noteValues: Readonly<Record<string, string>> = {
  values: 'Werten',
  'grey levels': 'Graustufen',
  palette: 'Palette',
  colour: 'Farbe',
  alpha: 'Transparenz',
  'a raw picture of a camera (CR2)': 'Rohbild einer Kamera, CR2',
  'a raw picture of a camera (CR3)': 'Rohbild einer Kamera, CR3',
  'a raw picture of a camera': 'Rohbild einer Kamera',
  'a Photoshop document': 'Photoshop',
  'SVG, a drawing': 'Zeichnung, SVG',
  'an icon': 'Symboldatei',
  'a NumPy array': 'NumPy-Feld',
};
