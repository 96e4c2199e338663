export default {
  caption: 'Teile der Einrichtung',
  well: 'Alles in Ordnung: Training und Bewertung laufen hier.',
  unwell: 'Zu beheben: {n}',
  looking: 'Jeder Teil wird geprüft; das dauert einige Sekunden.',
  again: 'Noch einmal prüfen',
  copy: 'Für eine Meldung kopieren',
  hint: 'Nichts hiervon verlässt den Rechner. Was fehlen darf, hält die Arbeit nicht auf.',
  parts: {
    node: 'Node',
    tensorflow: 'TensorFlow-Bibliothek',
    addon: 'TensorFlow-Anbindung',
    weights: 'Netzgewichte',
    gpu: 'Grafikkarte',
    disk: 'Datenträger',
    python: 'Python',
  },
  states: { ok: 'bereit', missing: 'fehlt', broken: 'defekt', absent: 'nicht da' },
};
