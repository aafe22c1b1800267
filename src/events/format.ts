/**
 * The name of the format of all events. Later versions may add fields to it, but never remove one or change its
 * meaning.
 */

export const FORMAT = 'bntrain/1';
