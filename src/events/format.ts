/** The name of the format of all events. Within it fields may be added; none changes its meaning or goes away. */

export const FORMAT = 'bntrain/1';
