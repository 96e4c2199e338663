/** Numbers that stand for the frozen features of a picture. */
export const descriptorLength = 128;
/** Side of the square picture that is described, px: the whole photograph, whatever a run looks at. */
export const describedSide = 128;
/** Descriptors of another version are computed anew: another backbone, size or projection. */
export const descriptorVersion = 1;
