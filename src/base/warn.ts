/** Takes a warning: one line for people, without a full stop. The caller decides where it is shown. */
export type Warn = (message: string) => void;
