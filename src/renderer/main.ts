import './ui/tokens.css';
import './ui/shell.css';
import './ui/app.css';

/** Longest wait, ms: a page that nobody sees is never drawn. */
const patience = 100;

/** Resolves after the page has been drawn once. */
const drawn = (): Promise<void> =>
  new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, patience);
  });

// The program takes longer to begin than the frame of index.html to be drawn, and would hold it up.
void drawn().then(() => import('./program.ts'));
