import type { FailureCode } from '#shared/failures.ts';
import type { StudioNoteCode } from '#shared/domain/studioNotes.ts';

/** A failure in one sentence and, where there is something to be done, what. */
export interface FailureWords {
  message: string;
  hint?: string;
}

const space = 'Schaffen Sie Platz und versuchen Sie es dann noch einmal; verloren ist nichts.';
const writable = 'Prüfen Sie, ob es den Ordner gibt und Sie dort schreiben dürfen.';
const otherFolder = 'Wählen Sie einen anderen Ordner oder lassen Sie sich dort Schreibrechte geben.';
const backup = 'Holen Sie den Ordner des Produkts aus einer Sicherung zurück; die Bilder sind nicht betroffen.';
const photographs = 'Wählen Sie einen Ordner mit Fotos guter Teile (PNG, JPEG, TIFF oder WebP).';
const switchOn = 'Schalten Sie auf der Werkbank eine Fehlerart ein und geben Sie ihr einen Anteil über 0.';
const wait = 'Warten Sie das Ende ab oder brechen Sie es ab.';
const restart = 'Nehmen Sie das zurück oder beginnen Sie einen neuen Lauf.';
const copyAgain = 'Kopieren Sie die Datei noch einmal oder lassen Sie sie aus.';
const setUp = 'Führen Sie `npm run setup` aus; der Doktor zeigt, welcher Teil fehlt.';

/** What failed, in German; a path that does not stand in the sentence is shown below it. See ui/noteWords.ts. */
export const failureWords: Readonly<Record<FailureCode, FailureWords>> = {
  diskFull: { message: 'Die Platte ist voll.', hint: space },
  quotaUsed: { message: 'Das Kontingent auf der Platte ist aufgebraucht.', hint: space },
  noPermission: { message: 'Hier fehlt die Berechtigung.', hint: otherFolder },
  diskReadOnly: { message: 'Auf dieser Platte kann nicht geschrieben werden.', hint: otherFolder },
  pathMissing: { message: 'Das gibt es nicht (mehr).', hint: 'Prüfen Sie den Pfad und ob das Laufwerk da ist.' },
  pathIsFile: { message: 'Ein Teil des Pfads ist eine Datei und kein Ordner.', hint: 'Prüfen Sie den Pfad.' },
  productBusy: {
    message: 'Ein anderes Programm schreibt gerade in dieses Produkt.',
    hint: 'Warten Sie, bis es fertig ist, und versuchen Sie es dann noch einmal.',
  },
  productUnwritable: { message: 'In das Produkt kann nicht geschrieben werden.', hint: writable },
  diskFails: {
    message: 'Die Platte liest oder schreibt nicht.',
    hint: 'Prüfen Sie die Platte und versuchen Sie es dann noch einmal.',
  },
  databaseDamaged: { message: 'Die Datenbank des Produkts ist beschädigt.', hint: backup },
  imageGone: {
    message: 'Das Bild ist nicht mehr da: {file}',
    hint: 'Bringen Sie die Datei zurück oder lesen Sie den Ordner ein, in dem sie jetzt liegt: Bilder werden am Inhalt erkannt.',
  },
  imageChanged: {
    message: 'Das Bild ist nicht mehr das, was eingelesen wurde: {file}',
    hint: 'Bringen Sie die alte Datei zurück; oder lesen Sie den Ordner noch einmal ein und lassen Sie das alte Bild aus.',
  },
  imageDamaged: { message: 'Das Bild ist beschädigt oder nicht ganz kopiert: {file}', hint: copyAgain },
  imageTooLarge: {
    message: 'Das Bild ist zu groß ({size}): {file}',
    hint: 'Gelesen werden bis 100 Megapixel, 32.767 Pixel je Seite und 512 MB.',
  },
  imageTooSmall: {
    message: 'Das Bild ist zu klein ({width} × {height} Pixel): {file}',
    hint: 'Jede Seite braucht mindestens 16 Pixel.',
  },
  notAPicture: { message: 'Diese Datei ist kein Bild: {file}', hint: copyAgain },
  maskGone: {
    message: 'Die Maske ist nicht mehr da: {file}',
    hint: 'Bringen Sie die Datei zurück oder lesen Sie den Ordner ein, in dem sie jetzt liegt: Eine Maske wird mit ihrem Bild erkannt.',
  },
  masksChanged: {
    message: 'Masken, die nicht mehr das sind, was eingelesen wurde: {n}, zum Beispiel {file}',
    hint: 'Lesen Sie den Ordner noch einmal ein, dann gelten die jetzigen Masken; oder bringen Sie die alten zurück.',
  },
  noImages: { message: 'In diesem Ordner ist kein Bild, das sich einlesen lässt: {path}', hint: photographs },
  notAFolder: { message: 'Das ist kein Ordner: {path}', hint: photographs },
  ownFolder: { message: 'Dieser Ordner gehört dem Studio und ist keiner mit Bildern: {path}', hint: photographs },
  severalSets: {
    message: '{n} Datensätze liegen in {path}: {names}',
    hint: 'Wählen Sie einen dieser Ordner: Ein Produkt lernt von einem.',
  },
  masksOfSet: {
    message: 'Das ist der Ordner der Masken eines Datensatzes: {path}',
    hint: 'Wählen Sie den Ordner, in dem Bilder und Masken liegen.',
  },
  folderClosed: {
    message: 'Dieser Ordner ist für das Studio nicht offen: {path}',
    hint:
      'Öffnen Sie ihn im Fenster von Flawsmith: Der Ordnerdialog dort erreicht jedes Laufwerk, und was gewählt wird, bleibt gemerkt. ' +
      'Oder starten Sie das Studio mit FLAWSMITH_ROOTS und allen Ordnern, die es öffnen darf, etwa FLAWSMITH_ROOTS=/data.',
  },
  folderChanged: {
    message: 'Der Ordner ist nicht mehr so, wie er angesehen wurde: {path}',
    hint: 'Sehen Sie ihn noch einmal an.',
  },
  productThere: {
    message: 'In diesem Ordner liegt schon ein Produkt: {path}',
    hint: 'Wählen Sie einen anderen Namen, oder öffnen Sie das Produkt auf der Startseite und fügen Sie die Bilder hinzu.',
  },
  productNotOpen: { message: 'Dieses Produkt ist nicht offen.', hint: 'Öffnen Sie es auf der Startseite.' },
  productMissing: {
    message: 'Hier liegt kein Produkt: {path}',
    hint: 'Prüfen Sie den Pfad, oder legen Sie auf der Startseite ein neues an.',
  },
  underWay: { message: 'Das ist schon im Gang.', hint: wait },
  workUnderWay: { message: 'An diesem Produkt wird gerade gearbeitet.', hint: wait },
  nothingToUndo: { message: 'Es gibt nichts rückgängig zu machen.' },
  nothingToRedo: { message: 'Es gibt nichts zu wiederholen.' },
  noGoodPart: {
    message: 'Das Produkt hat kein Foto eines guten Teils.',
    hint: 'Lesen Sie einen Ordner mit guten Teilen ein.',
  },
  tooFewToTrain: {
    message: 'Training braucht mindestens {least} Fotos guter Teile; zum Lernen hat das Produkt {n}.',
    hint: 'Lesen Sie mehr Fotos guter Teile ein; 20 oder mehr sind ratsam.',
  },
  recipeForgesNothing: {
    message: 'Die Vorgaben „{name}“ bilden nichts nach: Jede Fehlerart ist aus oder hat den Anteil 0.',
    hint: switchOn,
  },
  recipeStampsOnly: {
    message: 'Die Vorgaben „{name}“ stempeln nur echte Fehler, und keiner ist dafür ins Training gegeben.',
    hint: `Geben Sie gekennzeichnete Fehler ins Training. ${switchOn}`,
  },
  startedWithLeftOut: {
    message: '{run} begann mit Bildern als guten, die jetzt ausgelassen sind: {n}, zum Beispiel {file}',
    hint: restart,
  },
  startedWithBad: {
    message: '{run} begann mit Bildern als guten, die jetzt NG sind: {n}, zum Beispiel {file}',
    hint: restart,
  },
  startedWithGone: {
    message: '{run} lernte von einem Bild, das nicht mehr im Produkt ist: {file}',
    hint: 'Lesen Sie dieses Bild wieder ein oder beginnen Sie einen neuen Lauf.',
  },
  weightsMissing: { message: 'Die Gewichte von {name} sind nicht da.', hint: setUp },
  noTensorFlow: { message: 'TensorFlow lädt nicht.', hint: setUp },
  engineNotStarted: { message: 'Der Rechenkern startet nicht.', hint: 'Der Doktor zeigt, welcher Teil fehlt.' },
  noTrainedRun: { message: 'Das Produkt hat keinen trainierten Lauf.', hint: 'Trainieren Sie zuerst einen.' },
  runUnfinished: {
    message: 'Dieser Lauf ist nicht zu Ende trainiert.',
    hint: 'Setzen Sie ihn auf der Seite Training fort; dann auswerten oder exportieren.',
  },
  runOfOtherVersion: {
    message: 'Dieser Lauf wurde mit einer anderen Version von Flawsmith trainiert.',
    hint: 'Trainieren Sie noch einmal; Pakete, Bilder und Vorgaben sind nicht betroffen.',
  },
  checkpointDamaged: {
    message: 'Der Zwischenstand des Laufs ist nicht lesbar: {file}',
    hint: 'Trainieren Sie noch einmal; Bilder und Vorgaben des Produkts sind nicht betroffen.',
  },
  nothingToJudge: {
    message: 'Nichts bleibt zu prüfen: Die Zonen lassen nichts von dort, wo gute Teile liegen.',
    hint: 'Zeichnen Sie die Prüfzonen dorthin, wo die Teile liegen, oder nehmen Sie weniger aus.',
  },
  evaluationDamaged: {
    message: 'Die Auswertung von {run} ist nicht lesbar.',
    hint: 'Werten Sie den Lauf noch einmal aus.',
  },
  figuresStopped: {
    message: 'Die Kennzahlen ließen sich nicht rechnen: Ihr Rechenfaden endete.',
    hint: 'Werten Sie noch einmal aus; wo Speicher knapp ist, schließen Sie zuerst andere Programme.',
  },
  allImagesGone: {
    message: 'Kein einziges Bild des Produkts ist noch, wo es war; an ihnen vergleicht der Export.',
    hint: 'Bringen Sie die Dateien zurück oder lesen Sie den Ordner ein, in dem sie jetzt liegen.',
  },
  parityFailed: {
    message: 'Das exportierte Modell urteilt bei {name} anders als das trainierte; nichts wurde exportiert.',
    hint: 'Exportieren Sie noch einmal; scheitert es wieder, trainieren Sie noch einmal und melden Sie es.',
  },
  fileInTheWay: {
    message: 'Hier liegt eine Datei im Weg: {path}',
    hint: 'Wählen Sie einen anderen Ordner oder räumen Sie weg, was dort liegt.',
  },
  folderNotEmpty: {
    message: 'Der Ordner enthält anderes als ein Paket: {path}',
    hint: 'Wählen Sie einen anderen Ordner oder räumen Sie weg, was dort liegt.',
  },
};

const goOn = 'Versuchen Sie es noch einmal; ein unterbrochenes Training lässt sich fortsetzen.';
/** What to do where the failure is said by a note. */
export const noteHints: Readonly<Partial<Record<StudioNoteCode, string>>> = {
  engineStopped: goOn,
  engineSilent: goOn,
  engineKilled: goOn,
  engineNoMemory: `Schließen Sie andere Programme. ${goOn}`,
  engineExited: goOn,
};
