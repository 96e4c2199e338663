/** Wie gute Teile aufgeteilt sind und was das kostet, nach Code: siehe shared/domain/split.ts. */
export default {
  sessions: 'Ganze Aufnahmen sind getrennt: {n} Aufnahmen haben dafür genug gute Teile.',
  oneSession: 'Nach Teilen: Alle guten Teile sind aus einer Aufnahme, die Grenzen sagen nichts über einen anderen Tag.',
  twoSessions: 'Nach Teilen: {n} Aufnahmen sind zu wenige, um sie zu trennen; drei würden genügen.',
  smallSessions: 'Nach Teilen: Aufnahmen mit {least} guten Teilen oder mehr: {enough} von {n}; drei würden genügen.',
  unevenSessions:
    'Nach Teilen: Keine ganze Aufnahme hat genug gute Teile, ohne dass es mehr als die Hälfte aller wäre.',
  folder: 'Nach Ihren Ordnern: Die guten Bilder aus validation/ kalibrieren ({n}), die anderen trainieren.',
  askedSession: 'Ganze Aufnahmen sind getrennt, wie verlangt; es sind {n}.',
  askedPart: 'Nach Teilen, wie verlangt; es sind {n} Teile.',
  few: 'Keines ist zurückgehalten: {n} von {least} nötigen guten Bildern, also trainieren alle.',
  earlier: 'Nach Teilen, von einer früheren Programmversion aufgeteilt.',
  damaged:
    'Nicht bekannt: Die Einstellung ist beschädigt; die Bilder bleiben, wie sie stehen, bis neu aufgeteilt wird.',
  partsOnBoth:
    'Gute Teile auf beiden Seiten: {n} von {of}, fotografiert in Aufnahmen beider Seiten. Die Grenzen zeigen, wie sich andere Tage unterscheiden, nicht andere Teile.',
  sessionsOnBoth:
    'Aufnahmen auf beiden Seiten: {n} von {of}. Die Grenzen kommen von anderen Teilen derselben Tage und sagen nichts über einen anderen Tag.',
  testSessions:
    'Aufnahmen der guten Testbilder, die auch dem Training oder der Kalibrierung dienen: {n} von {of}. Der Test zeigt andere Teile, keine anderen Tage.',
  noCalibration:
    'Kein gutes Teil ist für die Kalibrierung zurückgehalten: Die Grenzen beruhen auf den Teilen des Trainings.',
  noTraining: 'Alle guten Teile kalibrieren, keines bleibt fürs Training.',
  askedNoLonger: 'Was verlangt wurde, geht mit den jetzigen Bildern nicht mehr.',
  nearCopies: 'Bilder, die wie Einzelbilder einer Serie aussehen: {pictures}. Jede Serie zählt als ein Teil: {n}.',
  copiesApart: 'Serien mit Einzelbildern auf beiden Seiten, wohin Ihre Ordner oder Aufnahmen sie stellen: {n}.',
};
