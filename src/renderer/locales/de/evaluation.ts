export default {
  title: 'Auswertung',
  run: 'Lauf',
  evaluate: 'Diesen Lauf auswerten',
  noRun: 'Noch kein trainierter Lauf.',
  scores: 'Werte und Grenzen',
  limits: 'Grenzen',
  save: 'Grenzen speichern',
  overkill: 'Gute abgewiesen',
  escape: 'Schlechte durchgelassen',
  kinds: 'Nach Art',
  next: 'Ausgeben',
};
