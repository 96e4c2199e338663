import { Command } from 'commander';
import { onStack } from '../stackStep.ts';

export const redoCommand = (): Command => onStack(new Command('redo').description('do again what was taken back last'));
