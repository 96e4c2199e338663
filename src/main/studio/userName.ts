/** Who sits at this machine, for the audit trail. */
export function userName(): string {
  return process.env['USER'] ?? process.env['USERNAME'] ?? 'unknown';
}
