#!/usr/bin/env node
import { scoreCommand } from '../../../src/main/cli/commands/score.ts';
import { verifyCommand } from '../../../src/main/cli/commands/verify.ts';
import { runProgram } from '../../../src/main/cli/program.ts';

await runProgram('flawsmith-score', 'Scores pictures with an exported package.', [scoreCommand, verifyCommand]);
