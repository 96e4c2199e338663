export default {
  caption: 'Parts of the set-up',
  well: 'All well: training and scoring can run here.',
  unwell: 'To put right: {n}',
  looking: 'Looking at each part; this takes a few seconds.',
  again: 'Look again',
  copy: 'Copy for a report',
  hint: 'Nothing here leaves the workstation. A part that is absent is one that work goes on without.',
  parts: {
    node: 'Node',
    tensorflow: 'TensorFlow library',
    addon: 'TensorFlow add-on',
    weights: 'Network weights',
    gpu: 'Graphics card',
    disk: 'Disk',
    python: 'Python',
  },
  states: { ok: 'ready', missing: 'missing', broken: 'broken', absent: 'absent' },
};
