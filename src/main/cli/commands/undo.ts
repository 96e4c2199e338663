import { Command } from 'commander';
import { onStack } from '../stackStep.ts';

export const undoCommand = (): Command =>
  onStack(new Command('undo').description('take back what was done last to the data of a product'));
