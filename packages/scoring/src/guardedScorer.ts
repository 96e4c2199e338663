/** The process in which a model runs; a file of its own, since it is started by its path. */
import '../../../src/main/scoring/guardedScorer.ts';
