/** What a name has in common with those that a person would take for the same: case, width and composition of letters, blanks. */
const folded = (name: string): string => name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLocaleLowerCase('en');

/** True where a person, or a disk that knows no case, would take two products' names for the same. */
export const isSameName = (one: string, other: string): boolean => folded(one) === folded(other);
