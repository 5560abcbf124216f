/** Arguments or a file that the program can't work with: exit status 2. */
export class InputError extends Error {}
